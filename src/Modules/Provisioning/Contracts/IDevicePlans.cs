using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Provisioning.Contracts;

/// <summary>Devices by the thousand, before they exist: imports and the demo. Acts for the system; whoever calls has checked that it may.</summary>
public interface IDevicePlans
{
    /// <summary>
    /// Registers all of them as planned, or none. Children whose gateway is in the same call or already registered stand behind it.
    /// </summary>
    /// <returns>How many were added; refused when an entry is not valid or a device id is taken, naming the first such entry.</returns>
    Task<Result<int>> PlanAsync(Guid tenantId, IReadOnlyList<DevicePlan> plans, CancellationToken ct);
}

/// <param name="DeviceId">1 to 64 of <c>A-Z a-z 0-9 . _ : -</c>, unique on the whole console.</param>
/// <param name="GatewayDeviceId">The device id of the gateway that speaks for it; null when it connects itself.</param>
/// <param name="Tags">At most 20, each 1 to 40 characters.</param>
/// <param name="ExpectedIntervalSeconds">1 to 604,800.</param>
public sealed record DevicePlan(
    string Serial, string DeviceId, string Name, string Model, string Manufacturer, string HardwareRevision, PowerSource Power, Guid SiteId,
    string? GatewayDeviceId, bool IsGateway, IReadOnlyList<string> Tags, int ExpectedIntervalSeconds);
