using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Ingest;

namespace IoTConsole.Telemetry.Refused;

/// <summary>What was refused of devices in the caller's scope since the start, by device and reason, and whose clocks run wrong.</summary>
internal sealed class ListRefused(RefusedSamples samples, SenderClocks clocks, IDeviceDirectory devices, Caller caller)
{
    public const int Most = 500;

    /// <summary>A clock less wrong than this is not worth a line.</summary>
    private static readonly TimeSpan _worthSaying = TimeSpan.FromMinutes(1);

    /// <param name="Device">Part of the device id.</param>
    internal sealed record Input(string? Device = null, string? Reason = null);

    /// <param name="Reasons">With how often, of everything in the scope, the most frequent first.</param>
    internal sealed record Answer(IReadOnlyList<Row> Rows, IReadOnlyList<(string Reason, long Count)> Reasons, IReadOnlyList<Clock> Clocks);

    /// <param name="Sample">To open; null when none is kept.</param>
    internal sealed record Row(Guid? Device, string DeviceId, string Border, string Reason, string Why, long Count, DateTimeOffset LastAt, Guid? Sample);

    /// <param name="Delay">Arrival less event time at the quickest; below zero the clock runs ahead.</param>
    internal sealed record Clock(Guid Device, string Name, string DeviceId, TimeSpan Delay);

    public Task<Result<Answer>> RunAsync(Input ask, CancellationToken ct) => Task.FromResult(Run(ask));

    private Result<Answer> Run(Input ask)
    {
        if (caller.Refuses(OperationPermissions.View) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return new Answer([], [], []);
        var seen = samples.KindsOf(tenant).Where(k => caller.Sees(tenant, k.SitePath)).ToList();
        var rows = seen.Where(k => (ask.Reason is null || k.Reason == ask.Reason) && (ask.Device is null || k.DeviceId.Contains(ask.Device, StringComparison.OrdinalIgnoreCase)))
            .Take(Most).Select(k => new Row(devices.FindByDeviceId(k.DeviceId)?.Id, k.DeviceId, k.Border, k.Reason, RefusalWords.Of(k.Reason).Why, k.Count, k.LastAt, k.Newest)).ToList();
        var reasons = seen.GroupBy(k => k.Reason).Select(g => (g.Key, g.Sum(k => k.Count))).OrderByDescending(r => r.Item2).ToList();
        return new Answer(rows, reasons, ClocksOf(tenant));
    }

    private List<Clock> ClocksOf(Guid tenant) =>
        [.. clocks.Off(_worthSaying).Select(c => (Device: devices.Find(c.DeviceId), c.Delay))
            .Where(c => c.Device is not null && c.Device.TenantId == tenant && caller.Sees(tenant, c.Device.SitePath))
            .Take(20).Select(c => new Clock(c.Device!.Id, c.Device.Name, c.Device.DeviceId, c.Delay))];
}
