using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Telemetry.Latest;

/// <summary>The newest values of one device, within the caller's grants whatever the scope bar says.</summary>
internal sealed class ReadLatest(ILatestValues latest, IDeviceDirectory devices, Caller caller)
{
    /// <param name="StaleAfter">A value older than this is shown as stale: three expected intervals, at least two minutes.</param>
    internal sealed record Row(Guid DeviceId, string DeviceKey, TimeSpan StaleAfter, IReadOnlyList<LatestValue> Values);

    public Task<Result<Row>> RunAsync(string device, CancellationToken ct) => Task.FromResult(Run(device));

    private Result<Row> Run(string device)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        var found = (Guid.TryParse(device, out var id) ? devices.Find(id) : null) ?? devices.FindByDeviceId(device);
        if (found is null || found.TenantId != caller.Actor.TenantId || !caller.Actor.Can(TelemetryPermissions.View, found.SitePath)) return TelemetryProblems.NoSuchDevice;
        var stale = TimeSpan.FromSeconds(Math.Max(120, found.ExpectedIntervalSeconds * 3));
        return new Row(found.Id, found.DeviceId, stale, latest.For(found.Id));
    }
}
