namespace IoTConsole.Provisioning.Contracts;

/// <summary>A device as it stood when the directory last heard of it.</summary>
/// <param name="DeviceId">Unique on the whole console, 1 to 64 of <c>A-Z a-z 0-9 . _ : -</c>; upper and lower case differ.</param>
/// <param name="SitePath">Path of the node at which it stands.</param>
/// <param name="GatewayId">The gateway that speaks for it; null when it connects itself.</param>
/// <param name="ExpectedIntervalSeconds">Seconds between reports when all is well.</param>
public sealed record DeviceEntry(
    Guid Id, string DeviceId, Guid TenantId, string SitePath, Guid? GatewayId, LifecycleState State, string Serial, string Model, string Name,
    bool IsGateway, int ExpectedIntervalSeconds, PowerSource Power)
{
    /// <summary>Lower case, at most 20, in alphabetical order.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    public Guid SiteId { get; init; }

    public string Manufacturer { get; init; } = "";

    public string HardwareRevision { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Rises with every change of the device.</summary>
    public int Version { get; init; }
}

/// <summary>
/// Every device of every tenant, in memory. A singleton, at once fresh on the node that changed a device and within five seconds
/// elsewhere. It is not filtered by scope: whoever shows an answer to a person asks <c>caller.Sees</c> first.
/// </summary>
public interface IDeviceDirectory
{
    DeviceEntry? Find(Guid id);

    DeviceEntry? FindByDeviceId(string deviceId);

    /// <summary>A view of the moment; in no order.</summary>
    IReadOnlyCollection<DeviceEntry> All { get; }

    /// <summary>One tenant's devices at the node with this path or below it, in no order.</summary>
    IEnumerable<DeviceEntry> Under(Guid tenantId, string path);

    /// <summary>Rises with every change; equal versions mean equal contents.</summary>
    int Version { get; }

    /// <summary>The device as it is now; raised after it can be found, once a device, on any thread. Not raised for what the first loading finds.</summary>
    event Action<DeviceEntry>? Changed;

    /// <summary>False until the first loading has finished; until then a device that is not found may exist.</summary>
    bool IsReady { get; }
}
