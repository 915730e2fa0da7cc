using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Telemetry.Exports;

/// <summary>The caller's own exports, newest first, at most two hundred.</summary>
internal sealed class ListExports(ConsoleDbs dbs, ExportsSettings settings, Caller caller)
{
    private const int Most = 200;

    /// <param name="Done">0 to 1.</param>
    /// <param name="KeptUntil">Null when there is no file.</param>
    internal sealed record Row(
        Guid Id, string Words, ExportFormat Format, ExportState State, DateTimeOffset From, DateTimeOffset To, DateTimeOffset AskedAt, double Done, long Rows, long Bytes,
        string? Problem, DateTimeOffset? KeptUntil, bool IsList = false)
    {
        public bool IsOpen => State is ExportState.Waiting or ExportState.Running;
    }

    public async Task<Result<IReadOnlyList<Row>>> RunAsync(CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenAsync(ct);
        var exports = await db.Set<Export>().AsNoTracking().Where(e => e.AskedById == caller.Actor.Id).OrderByDescending(e => e.AskedAt).Take(Most).ToListAsync(ct);
        return exports.ConvertAll(e => new Row(
            e.Id, e.Words, e.Format, e.State, e.From, e.To, e.AskedAt, DoneOf(e), e.Rows, e.Bytes, e.Problem,
            e.State == ExportState.Finished ? e.EndedAt?.AddDays(settings.KeptDays) : null, e.ToList() is not null));
    }

    internal static double DoneOf(Export export) =>
        export.State == ExportState.Finished ? 1 : export.ReachedAt is { } reached ? Math.Clamp((reached - export.From) / (export.To - export.From), 0, 1) : 0;
}
