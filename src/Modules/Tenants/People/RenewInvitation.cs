using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.People;

/// <summary>Another link for somebody who lost the first one, the password or the second factor.</summary>
internal sealed class RenewInvitation(ConsoleDbs dbs, Caller caller, PeopleInSight sight, TimeProvider clock)
{
    public async Task<Result<InvitePerson.Invited>> RunAsync(Guid personId, CancellationToken ct)
    {
        if (caller.Refuses(TenantsPermissions.PeopleManage) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        var person = await sight.Of(db).AsNoTracking().SingleOrDefaultAsync(p => p.Id == personId, ct);
        if (person is null) return TenantsProblems.NoPerson;

        // Whoever has the link becomes the person: the same reach as for everything they hold.
        if (await sight.RefusesWholeAsync(person, ct) is { } beyond) return beyond;
        var now = clock.GetUtcNow();
        var token = await Invitation.IssueAsync(db, person.TenantId, person.Id, now, ct);
        await db.SaveChangesAsync(ct);
        return new InvitePerson.Invited(person.Id, token, now + Invitation.Validity);
    }
}
