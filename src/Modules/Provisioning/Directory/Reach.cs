using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Provisioning.Directory;

/// <summary>The scope rule for what is kept in memory, by the grants alone: things are reached by link from any scope.</summary>
internal static class Reach
{
    public static bool Reaches(this Caller caller, Guid tenantId, string path) =>
        (caller.Actor.TenantId == tenantId || caller.Actor is { IsSystem: true, TenantId: null })
        && ConsoleDb.PlacesOf(caller.Actor, null).Any(p => path.StartsWith(p, StringComparison.Ordinal));

    /// <summary>Null when there is no such site, or none that the caller may know of.</summary>
    public static SiteNode? FindSite(this Caller caller, ISiteDirectory sites, Guid tenantId, Guid siteId) =>
        sites.Find(tenantId, siteId) is { } site && caller.Reaches(tenantId, site.Path) ? site : null;

    /// <summary>Null when there is no such device, or none that the caller may know of.</summary>
    public static DeviceEntry? FindDevice(this Caller caller, IDeviceDirectory devices, Guid id) =>
        devices.Find(id) is { } device && caller.Reaches(device.TenantId, device.SitePath) ? device : null;
}
