using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Provisioning.Fleet;

/// <summary>What the terms of a filter are held against, for one caller at one moment.</summary>
internal sealed class FilterGround(Caller caller, Guid tenant, ISiteDirectory sites, IDeviceDirectory devices, IDeviceVitals? vitals, DateTimeOffset now)
{
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);

    public long Now { get; } = now.ToUnixTimeMilliseconds();

    public DeviceFacts FactsOf(DeviceEntry device) => vitals?.FactsOf(device) ?? new(HealthState.Unknown, 0, null);

    public LastValue? ValueOf(DeviceEntry device, string metric) => vitals?.ValueOf(device.Id, metric);

    /// <summary>From the building down; asked of the tree once a node.</summary>
    public string PlaceOf(DeviceEntry device)
    {
        if (!_places.TryGetValue(device.SitePath, out var place)) _places[device.SitePath] = place = sites.NameOf(device.TenantId, device.SitePath);
        return place;
    }

    /// <summary>Null as well for one that the caller may not know of.</summary>
    public string? NameOf(Guid? gateway) => gateway is { } id ? caller.FindDevice(devices, id)?.Name : null;

    /// <summary>A node by its id, or every node whose name holds the text; their paths.</summary>
    public Result<IReadOnlyList<string>> PathsOf(string site)
    {
        if (Guid.TryParse(site, out var id)) return caller.FindSite(sites, tenant, id) is { } node ? new[] { node.Path } : ProvisioningProblems.NoSite;
        return sites.Below(tenant, sites.Root(tenant).Path)
            .Where(n => n.Name.Contains(site, StringComparison.OrdinalIgnoreCase) && caller.Reaches(tenant, n.Path)).Select(n => n.Path).ToList();
    }

    public Result<Guid?> GatewayOf(string gateway)
    {
        if (gateway.Equals("none", StringComparison.OrdinalIgnoreCase)) return (Guid?)null;
        var found = Guid.TryParse(gateway, out var id) ? caller.FindDevice(devices, id) : devices.FindByDeviceId(gateway);
        return found is not null && caller.Reaches(found.TenantId, found.SitePath) ? found.Id : ProvisioningProblems.NoGatewayHere;
    }
}
