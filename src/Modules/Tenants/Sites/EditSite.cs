using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Sites;

/// <summary>Name, time zone and position. The path stays: it is made of codes.</summary>
internal sealed class EditSite(ConsoleDbs dbs, Caller caller, SiteDirectory directory, TimeProvider clock)
{
    /// <param name="Version">As read with the site; an older one is refused as a conflict.</param>
    internal sealed record Input(Guid Id, int Version, string Name, string? TimeZone, double? Latitude, double? Longitude);

    public async Task<Result<Done>> RunAsync(Input ask, CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var site = await db.Set<Site>().SingleOrDefaultAsync(s => s.Id == ask.Id, ct);
        if (site is null) return TenantsProblems.NoSite;
        if (caller.Refuses(TenantsPermissions.SitesEdit, site.SitePath) is { } refused) return refused;
        if (site.Version != ask.Version) return TenantsProblems.SiteEditedMeanwhile(site.Name);
        var above = site.ParentId is null ? (SiteKind?)null : directory.Find(site.TenantId, site.ParentId.Value)!.Kind;
        if (SiteRules.Refuse(site.Kind, ask.Name, ask.TimeZone, ask.Latitude, ask.Longitude, above) is { } wrong) return wrong;
        var name = ask.Name.Trim();
        var siblings = await db.Set<Site>().Where(s => s.ParentId == site.ParentId && s.Id != site.Id).Select(s => s.Name).ToListAsync(ct);
        if (siblings.Exists(s => s.Equals(name, StringComparison.OrdinalIgnoreCase))) return TenantsProblems.SameName(name);
        (site.Name, site.TimeZone, site.Latitude, site.Longitude, site.Version) = (name, ask.TimeZone, ask.Latitude, ask.Longitude, site.Version + 1);
        await SiteTreeStamp.TouchAsync(db, site.TenantId, clock.GetUtcNow(), ct);
        db.Announce(new SiteChanged(site.TenantId, site.Id));
        if (await db.TrySaveAsync(TenantsProblems.SiteEditedMeanwhile(name), ct) is { } taken) return taken;
        await directory.ReloadAsync(site.TenantId, ct);
        return Done.It;
    }
}
