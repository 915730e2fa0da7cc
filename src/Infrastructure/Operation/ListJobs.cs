using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Operation;

/// <summary>Every registered job with its rhythm and its last run, also those that have never run.</summary>
internal sealed class ListJobs(ConsoleDbs dbs, Caller caller, IEnumerable<JobDefinition> jobs)
{
    internal sealed record Row(
        string Name, TimeSpan Every, DateTimeOffset? LastRunAt, double? Milliseconds, long Examined, long Changed, string? Note, string? Error, long Runs);

    public async Task<Result<IReadOnlyList<Row>>> RunAsync(CancellationToken ct)
    {
        if (caller.Refuses(OperationPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenAsync(ct);
        var runs = await db.Set<JobRun>().Take(500).ToDictionaryAsync(r => r.Name, ct);
        return jobs.OrderBy(j => j.Name, StringComparer.Ordinal).Select(j => runs.TryGetValue(j.Name, out var run)
            ? new Row(j.Name, j.Every, run.StartedAt, run.Milliseconds, run.Examined, run.Changed, run.Note, run.Error, run.Runs)
            : new Row(j.Name, j.Every, null, null, 0, 0, null, null, 0)).ToList();
    }
}
