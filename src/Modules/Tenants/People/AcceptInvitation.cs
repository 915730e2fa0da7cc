using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Keys;
using IoTConsole.Tenants.Organisations;
using Microsoft.AspNetCore.Identity;
using IoTConsole.Tenants.SignIn;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.People;

/// <summary>The invited person chooses a password. Nobody is signed in yet: the link is the proof.</summary>
internal sealed class AcceptInvitation(ConsoleDbs dbs, IPasswordHasher<Person> hasher, Actors actors, TimeProvider clock)
{
    internal sealed record Shown(string DisplayName, string Email, string Organisation);

    public async Task<Result<Shown>> LookAsync(string token, CancellationToken ct)
    {
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        if (await FindAsync(db, token, ct) is not { } found) return TenantsProblems.InvitationSpent;
        var organisation = await db.Set<Organisation>().Where(o => o.TenantId == found.Person.TenantId).Select(o => o.Name).SingleAsync(ct);
        return new Shown(found.Person.DisplayName, found.Person.Email!, organisation);
    }

    public async Task<Result<Shown>> RunAsync(string token, string password, CancellationToken ct)
    {
        var shown = await LookAsync(token, ct);
        if (!shown.Succeeded) return shown;
        if (PersonRules.RefusePassword(password, shown.Value.Email) is { } weak) return weak;
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        if (await FindAsync(db, token, ct) is not { } found) return TenantsProblems.InvitationSpent;
        var now = clock.GetUtcNow();
        found.Invitation.AcceptedAt = now;
        found.Person.PasswordHash = hasher.HashPassword(found.Person, password);
        (found.Person.TwoFactorEnabled, found.Person.AccessFailedCount, found.Person.LockoutEnd) = (false, 0, null);
        found.Person.EndSessions();
        await OpenSession.EndOthersAsync(db, found.Person.Id, null, ct);

        // Whoever lost the device lost its passkeys with it.
        db.RemoveRange(await db.Set<Passkey>().Where(k => k.PersonId == found.Person.Id).ToListAsync(ct));
        await AccessStamp.TouchAsync(db, found.Person.Id, now, ct);
        db.Announce(new AccessChanged(found.Person.TenantId, found.Person.Id));
        if (await db.TrySaveAsync(TenantsProblems.InvitationSpent, ct) is { } taken) return taken;
        await actors.LookAsync(ct);
        return shown;
    }

    private async Task<(Invitation Invitation, Person Person)?> FindAsync(ConsoleDb db, string token, CancellationToken ct)
    {
        var hash = KeySecret.HashOf(token);
        var invitation = await db.Set<Invitation>().SingleOrDefaultAsync(i => i.TokenHash == hash, ct);
        if (invitation is null || !invitation.IsOpen(clock.GetUtcNow())) return null;
        var person = await db.Set<Person>().SingleAsync(p => p.Id == invitation.PersonId, ct);
        return person.Blocked ? null : (invitation, person);
    }
}
