using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Sites;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.People;

internal sealed class GrantRole(
    ConsoleDbs dbs, Caller caller, PeopleInSight sight, GrantReach reach, Actors actors, LiveTopics topics, TimeProvider clock)
{
    internal sealed record Input(Guid PersonId, Role Role, Guid SiteId);

    public async Task<Result<Guid>> RunAsync(Input ask, CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var site = await db.Set<Site>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == ask.SiteId, ct);
        if (site is null) return TenantsProblems.NoSite;
        if (caller.Refuses(TenantsPermissions.PeopleManage, site.SitePath) is { } refused) return refused;
        if (!await sight.Of(db).AnyAsync(p => p.Id == ask.PersonId, ct)) return TenantsProblems.NoPerson;
        if (ask.Role == Role.ServiceAccount) return TenantsProblems.KeysForPrograms;
        if (!reach.Covers(caller.Actor, TenantsPermissions.PeopleManage, ask.Role, site.SitePath)) return TenantsProblems.Beyond(ask.Role);

        var now = clock.GetUtcNow();
        var grant = Grant.Of(ask.PersonId, ask.Role, site, now);
        db.Add(grant);
        await AccessStamp.TouchAsync(db, ask.PersonId, now, ct);
        db.Announce(new AccessChanged(site.TenantId, ask.PersonId));
        if (await db.TrySaveAsync(TenantsProblems.AlreadyGranted, ct) is { } taken) return taken;
        await actors.LookAsync(ct);
        topics.Announce($"people:{site.TenantId}");
        return grant.Id;
    }
}
