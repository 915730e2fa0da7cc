using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Keys;
using IoTConsole.Tenants.People;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Sites;

/// <summary>Only an empty site: nothing below it, nothing of any module at it, nobody's role hanging on it.</summary>
internal sealed class RemoveSite(
    ConsoleDbs dbs, Caller caller, SiteDirectory directory, IEnumerable<ISiteOccupants> occupants, TimeProvider clock)
{
    public async Task<Result<Done>> RunAsync(Guid id, CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var site = await db.Set<Site>().SingleOrDefaultAsync(s => s.Id == id, ct);
        if (site is null) return TenantsProblems.NoSite;
        if (site.ParentId is null) return TenantsProblems.RootStays;
        if (caller.Refuses(TenantsPermissions.SitesEdit, directory.Find(site.TenantId, site.ParentId.Value)!.Path) is { } refused) return refused;
        if (await StandingAsync(db, site, ct) is { } standing) return TenantsProblems.SiteNotEmpty(site.Name, standing);
        db.RemoveRange(await db.Set<ApiKey>().Where(k => k.SiteId == id).ToListAsync(ct));
        db.Remove(site);
        await SiteTreeStamp.TouchAsync(db, site.TenantId, clock.GetUtcNow(), ct);
        db.Announce(new SiteChanged(site.TenantId, site.Id));
        if (await db.TrySaveAsync(TenantsProblems.SiteEditedMeanwhile(site.Name), ct) is { } taken) return taken;
        await directory.ReloadAsync(site.TenantId, ct);
        return Done.It;
    }

    private async Task<string?> StandingAsync(ConsoleDb db, Site site, CancellationToken ct)
    {
        var below = await db.Set<Site>().CountAsync(s => s.ParentId == site.Id, ct);
        if (below > 0) return below == 1 ? "1 site" : $"{below} sites";
        foreach (var occupant in occupants)
            if (await occupant.StandingAtAsync(site.TenantId, site.SitePath, ct) is { } words) return words;
        var grants = await db.Set<Grant>().CountAsync(g => g.SiteId == site.Id, ct);
        if (grants > 0) return grants == 1 ? "1 person's role" : $"{grants} people's roles";
        var now = clock.GetUtcNow();
        var keys = await db.Set<ApiKey>().CountAsync(k => k.SiteId == site.Id && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now), ct);
        return keys == 0 ? null : keys == 1 ? "1 API key" : $"{keys} API keys";
    }
}
