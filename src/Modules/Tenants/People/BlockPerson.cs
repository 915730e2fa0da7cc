using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.SignIn;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.People;

/// <summary>Nothing of the person is lost; they are out at once, on every page and device, and cannot come in.</summary>
internal sealed class BlockPerson(
    ConsoleDbs dbs, Caller caller, PeopleInSight sight, LastAdministrator last, Actors actors, LiveTopics topics, TimeProvider clock)
{
    public async Task<Result<Done>> RunAsync(Guid personId, CancellationToken ct)
    {
        if (caller.Refuses(TenantsPermissions.PeopleManage) is { } refused) return refused;
        if (personId == caller.Actor.Id) return TenantsProblems.NotYourself;
        await using var db = await dbs.OpenWideAsync(ct);
        var person = await sight.Of(db).SingleOrDefaultAsync(p => p.Id == personId, ct);
        if (person is null) return TenantsProblems.NoPerson;
        if (await sight.RefusesWholeAsync(person, ct) is { } beyond) return beyond;
        if (person.Blocked) return Done.It;
        if (await last.IsAsync(db, person, ct)) return TenantsProblems.KeepLastAdministrator;

        person.Blocked = true;
        person.EndSessions();
        await OpenSession.EndOthersAsync(db, person.Id, null, ct);
        await AccessStamp.TouchAsync(db, person.Id, clock.GetUtcNow(), ct);
        db.Announce(new AccessChanged(person.TenantId, person.Id));
        if (await db.TrySaveAsync(TenantsProblems.NoPerson, ct) is { } taken) return taken;
        await actors.LookAsync(ct);
        topics.Announce($"people:{person.TenantId}");
        return Done.It;
    }
}
