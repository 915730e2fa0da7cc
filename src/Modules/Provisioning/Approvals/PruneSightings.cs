using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Approvals;

/// <summary>Forgets devices that waited for a decision and have not been heard of for a month, rejected ones after a week.</summary>
internal sealed class PruneSightings(ConsoleDbs dbs, TimeProvider clock) : IRecurringJob
{
    internal static readonly TimeSpan Undecided = TimeSpan.FromDays(30);
    internal static readonly TimeSpan Rejected = TimeSpan.FromDays(7);

    public async Task<JobReport> RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (undecided, rejected) = (now - Undecided, now - Rejected);
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        var all = await db.Set<Sighting>().CountAsync(ct);
        var gone = await db.Set<Sighting>()
            .Where(s => s.LastSeenAt < undecided || (s.RejectedAt != null && s.LastSeenAt < rejected))
            .ExecuteDeleteAsync(ct);
        return new JobReport(all, gone);
    }
}
