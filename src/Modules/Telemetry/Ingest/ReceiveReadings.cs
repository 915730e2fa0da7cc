using System.Buffers;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Payloads;

namespace IoTConsole.Telemetry.Ingest;

/// <summary>Readings by HTTP, on the same way in as MQTT.</summary>
internal sealed class ReceiveReadings(TakeReadings take, IDeviceDirectory devices, Caller caller)
{
    /// <param name="Device">Device id as on its certificate, or the console's own id.</param>
    internal sealed record Input(string Device, ReadOnlySequence<byte> Body, string? ContentType);

    /// <exception cref="Store.StoreFault">Nothing was stored; the sender should send again.</exception>
    public async Task<Result<TakeReadings.Receipt>> RunAsync(Input ask, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.Write) is { } never) return never;
        var device = (Guid.TryParse(ask.Device, out var id) ? devices.Find(id) : null) ?? devices.FindByDeviceId(ask.Device);
        if (device is null || !caller.Sees(device.TenantId, device.SitePath)) return TelemetryProblems.NoSuchDevice;
        if (caller.Refuses(TelemetryPermissions.Write, device.SitePath) is { } refused) return refused;
        if (device.State is LifecycleState.Quarantined or LifecycleState.Decommissioned)
            return take.Refuse(device, new("http", null, ask.ContentType), RefusalReasons.DeviceNotInService, ask.Body);
        return await take.TakeAsync(device, device.IsGateway, ask.Body, ask.ContentType, "http", ct);
    }
}
