using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Devices;

/// <summary>How many devices stand at a site and below it, by state, and below which child how many.</summary>
internal sealed class CountDevicesAtSite(ConsoleDbs dbs, Caller caller, ISiteDirectory sites)
{
    internal sealed record Child(Guid SiteId, string Name, SiteKind Kind, int Devices);

    internal sealed record Counts(int Total, IReadOnlyDictionary<LifecycleState, int> States, int Here, IReadOnlyList<Child> Children);

    public async Task<Result<Counts>> RunAsync(Guid siteId, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (caller.Actor.TenantId is not { } tenant || caller.FindSite(sites, tenant, siteId) is not { } site) return ProvisioningProblems.NoSite;
        var groups = await db.Set<Device>()
            .Where(d => d.SitePath.StartsWith(site.Path))
            .GroupBy(d => new { d.SitePath, d.State }).Select(g => new { g.Key.SitePath, g.Key.State, Count = g.Count() })
            .Take(50_000).ToListAsync(ct);
        var children = sites.Below(tenant, site.Path).Where(n => n.ParentId == site.Id)
            .Select(n => new Child(n.Id, n.Name, n.Kind, groups.Where(g => g.SitePath.StartsWith(n.Path, StringComparison.Ordinal)).Sum(g => g.Count)))
            .ToList();
        return new Counts(
            groups.Sum(g => g.Count), groups.GroupBy(g => g.State).ToDictionary(g => g.Key, g => g.Sum(c => c.Count)),
            groups.Where(g => g.SitePath == site.Path).Sum(g => g.Count), children);
    }
}
