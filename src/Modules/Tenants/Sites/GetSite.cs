using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Sites;

/// <summary>One site with what its page and its editor need, from any scope within the grants.</summary>
internal sealed class GetSite(ConsoleDbs dbs, Caller caller, ISiteDirectory directory)
{
    /// <param name="Version">Send it back with an edit.</param>
    /// <param name="ZoneInForce">The IANA zone set here or inherited.</param>
    internal sealed record Row(
        Guid Id, Guid? ParentId, SiteKind Kind, string Name, string FullName, string Path, string? TimeZone, string ZoneInForce,
        double? Latitude, double? Longitude, int Version, bool MayEdit);

    public async Task<Result<Row>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(TenantsPermissions.SitesView) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        var site = await db.Set<Site>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct);
        if (site is null) return TenantsProblems.NoSite;
        return new Row(
            site.Id, site.ParentId, site.Kind, site.Name, directory.NameOf(site.TenantId, site.SitePath), site.SitePath, site.TimeZone,
            directory.ZoneOf(site.TenantId, site.SitePath).Id, site.Latitude, site.Longitude, site.Version,
            caller.Actor.Can(TenantsPermissions.SitesEdit, site.SitePath));
    }
}
