using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Runs;
using IoTConsole.Infrastructure.Ui;
using Microsoft.EntityFrameworkCore;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Telemetry.Exports;

/// <summary>The caller's own exports, for the top bar.</summary>
internal sealed class ExportsUnderWay(ConsoleDbs dbs, Caller caller, TimeProvider clock) : IRunningWork
{
    public string TopicOf(Guid tenantId) => AskExport.TopicOf(tenantId);

    public async Task<IReadOnlyList<WorkLine>> NowAsync(CancellationToken ct)
    {
        if (!caller.Actor.Can(TelemetryPermissions.View)) return [];
        var lately = clock.GetUtcNow().AddMinutes(-1);
        await using var db = await dbs.OpenWideAsync(ct);
        var exports = await db.Set<Export>().AsNoTracking()
            .Where(e => e.AskedById == caller.Actor.Id && (e.State == ExportState.Waiting || e.State == ExportState.Running || (e.EndedAt > lately && (e.State == ExportState.Finished || e.State == ExportState.Failed))))
            .OrderByDescending(e => e.AskedAt).Take(20).ToListAsync(ct);
        return exports.ConvertAll(e => new WorkLine(e.Id, T("Export: {0}", e.Words), "/exports", e.IsOpen ? ListExports.DoneOf(e) : null, NoteOf(e), true));
    }

    private static string NoteOf(Export export) => export.State switch
    {
        ExportState.Finished => T("ready to download"),
        ExportState.Failed => T("failed"),
        _ => T("{0} rows", Figures.Whole(export.Rows)),
    };
}
