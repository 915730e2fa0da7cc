using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.People;

internal sealed class RevokeGrant(
    ConsoleDbs dbs, Caller caller, GrantReach reach, LastAdministrator last, Actors actors, LiveTopics topics, TimeProvider clock)
{
    public async Task<Result<Done>> RunAsync(Guid grantId, CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var grant = await db.Set<Grant>().SingleOrDefaultAsync(g => g.Id == grantId, ct);
        if (grant is null) return TenantsProblems.NoGrant;
        if (caller.Refuses(TenantsPermissions.PeopleManage, grant.SitePath) is { } refused) return refused;
        if (!reach.Covers(caller.Actor, TenantsPermissions.PeopleManage, grant.Role, grant.SitePath)) return TenantsProblems.Beyond(grant.Role);
        var person = await db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == grant.PersonId, ct);
        var fromTheTop = grant.Role == Role.Administrator && grant.SitePath.IndexOf('/', StringComparison.Ordinal) == grant.SitePath.Length - 1;
        if (fromTheTop && await last.IsAsync(db, person, ct)) return TenantsProblems.KeepLastAdministrator;

        db.Remove(grant);
        await AccessStamp.TouchAsync(db, person.Id, clock.GetUtcNow(), ct);
        db.Announce(new AccessChanged(person.TenantId, person.Id));
        if (await db.TrySaveAsync(TenantsProblems.NoGrant, ct) is { } taken) return taken;
        await actors.LookAsync(ct);
        topics.Announce($"people:{person.TenantId}");
        return Done.It;
    }
}
