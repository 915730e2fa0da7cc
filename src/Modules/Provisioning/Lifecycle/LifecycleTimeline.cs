using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Provisioning.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Lifecycle;

/// <summary>The steps of a device's life.</summary>
internal sealed class LifecycleTimeline(ConsoleDbs dbs) : ITimelineSource
{
    public async Task<IReadOnlyList<TimelineEntry>> ForAsync(Guid deviceId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        var steps = await db.Set<StateChange>().AsNoTracking().Where(c => c.DeviceId == deviceId && c.At < before)
            .OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(limit).ToListAsync(ct);
        return steps.ConvertAll(s => new TimelineEntry(s.At, "lifecycle", Words(s), s.By));
    }

    private static string Words(StateChange step)
    {
        var what = step.From is { } from ? $"{LifecycleWords.Of(from)} → {LifecycleWords.Of(step.To)}" : LifecycleWords.Of(step.To);
        return step.Why.Length == 0 ? what : $"{what}: {step.Why}";
    }
}
