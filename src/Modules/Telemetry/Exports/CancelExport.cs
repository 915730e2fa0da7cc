using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Telemetry.Exports;

/// <summary>Stops an export that waits or runs, or removes the file of a finished one.</summary>
internal sealed class CancelExport(ConsoleDbs dbs, ExportFiles files, LiveTopics live, Caller caller, TimeProvider clock)
{
    public async Task<Result<Done>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenAsync(ct);
        if (await db.Set<Export>().SingleOrDefaultAsync(e => e.Id == id && e.AskedById == caller.Actor.Id, ct) is not { } export) return TelemetryProblems.NoSuchExport;
        if (!export.IsOpen && export.State != ExportState.Finished) return Done.It;
        export.End(ExportState.Cancelled, null, clock.GetUtcNow());
        if (await db.TrySaveAsync(TelemetryProblems.NoSuchExport, ct) is { } meanwhile) return meanwhile;
        files.Remove(export);
        live.Announce(AskExport.TopicOf(export.TenantId));
        return Done.It;
    }
}
