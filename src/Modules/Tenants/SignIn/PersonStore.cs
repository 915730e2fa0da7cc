using IoTConsole.Infrastructure.Data;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.SignIn;

/// <summary>Identity's people in our tables. A changed security stamp is noticed by the person's open pages on every node.</summary>
internal sealed class PersonStore(SignInDb db, IdentityErrorDescriber describer, Actors actors, TimeProvider clock)
    : UserOnlyStore<Person, ConsoleDb, Guid, PersonClaim, PersonLogin, PersonToken>(db.Db, describer)
{
    public override async Task<IdentityResult> UpdateAsync(Person user, CancellationToken cancellationToken = default)
    {
        // Looked at without detecting changes: the base attaches the person again, and what was detected by then would be
        // taken for the state before. The audit of a switched second factor was lost that way.
        Context.ChangeTracker.AutoDetectChangesEnabled = false;
        var stamp = Context.Entry(user).Property(p => p.SecurityStamp);
        var ended = stamp.EntityEntry.State != EntityState.Detached && stamp.OriginalValue != stamp.CurrentValue;
        if (ended) await AccessStamp.TouchAsync(Context, user.Id, clock.GetUtcNow(), cancellationToken);
        Context.ChangeTracker.AutoDetectChangesEnabled = true;
        var result = await base.UpdateAsync(user, cancellationToken);
        if (ended && result.Succeeded) await actors.LookAsync(cancellationToken);
        return result;
    }
}
