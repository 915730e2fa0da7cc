using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>Removes runs that ended ninety days ago, and with them what it takes to undo them. The audit keeps what they did.</summary>
internal sealed class RemoveOldRuns(ConsoleDbs dbs, TimeProvider clock) : IRecurringJob
{
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private const int Most = 1_000;

    public async Task<JobReport> RunAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Kept;
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        var old = await db.Set<BulkRun>().Where(r => r.EndedAt < before).OrderBy(r => r.EndedAt).Take(Most).Select(r => r.Id).ToListAsync(ct);
        foreach (var id in old)
        {
            await db.Set<BulkChunk>().Where(c => c.RunId == id).ExecuteDeleteAsync(ct);
            await db.Set<BulkRun>().Where(r => r.Id == id).ExecuteDeleteAsync(ct);
        }

        return new JobReport(old.Count, old.Count);
    }
}
