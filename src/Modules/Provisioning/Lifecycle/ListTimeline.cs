using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Directory;

namespace IoTConsole.Provisioning.Lifecycle;

/// <summary>What all modules remember about one device, newest first.</summary>
internal sealed class ListTimeline(Caller caller, IDeviceDirectory devices, IEnumerable<ITimelineSource> sources, TimeProvider clock)
{
    public const int Most = 200;

    public async Task<Result<IReadOnlyList<TimelineEntry>>> RunAsync(Guid deviceId, DateTimeOffset? before, int limit, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.View) is { } refused) return refused;
        if (caller.FindDevice(devices, deviceId) is null) return ProvisioningProblems.NoDevice;
        var entries = new List<TimelineEntry>();
        var (until, most) = (before ?? clock.GetUtcNow().AddSeconds(1), Math.Clamp(limit, 1, Most));
        foreach (var source in sources) entries.AddRange(await source.ForAsync(deviceId, until, most, ct));
        return entries.OrderByDescending(e => e.At).Take(most).ToList();
    }
}
