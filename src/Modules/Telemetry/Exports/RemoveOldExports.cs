using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Telemetry.Exports;

/// <summary>Removes files past their days, the oldest when all are too large together, files of nobody, and rows a year old. Twice in a row changes nothing.</summary>
internal sealed class RemoveOldExports(ConsoleDbs dbs, ExportFiles files, ExportsSettings settings, TimeProvider clock) : IRecurringJob
{
    private const int MostRows = 10_000;

    public async Task<JobReport> RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        var finished = await db.Set<Export>().Where(e => e.State == ExportState.Finished).OrderByDescending(e => e.EndedAt).Take(MostRows).ToListAsync(ct);
        var (bytes, removed) = (0L, 0);
        foreach (var export in finished)
        {
            bytes += export.Bytes;
            if (export.EndedAt >= now.AddDays(-settings.KeptDays) && bytes <= settings.MostMegabytes * 1024 * 1024) continue;
            files.Remove(export);
            export.End(ExportState.Expired, null, now);
            removed++;
        }

        await db.SaveChangesAsync(ct);
        var longAgo = now.AddYears(-1);
        await db.Set<Export>().Where(e => e.AskedAt < longAgo && e.State != ExportState.Finished).ExecuteDeleteAsync(ct);
        var kept = await db.Set<Export>().Where(e => e.State == ExportState.Finished || e.State == ExportState.Running || e.State == ExportState.Waiting).Select(e => e.Id).ToListAsync(ct);
        removed += files.RemoveOthers(kept.ToHashSet());
        return new JobReport(finished.Count, removed);
    }
}
