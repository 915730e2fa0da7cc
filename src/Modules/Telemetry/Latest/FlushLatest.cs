using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Latest;

/// <summary>Writes the latest values down, so that a start has little to read. Twice in a row changes nothing.</summary>
internal sealed class FlushLatest(LatestBoard board, ITelemetryStore store) : IRecurringJob
{
    public async Task<JobReport> RunAsync(CancellationToken ct)
    {
        var (version, cells) = (board.Version, board.All());
        if (version == board.FlushedVersion) return new JobReport(cells.Count, 0);
        await store.SaveLatestAsync(cells, ct);
        board.FlushedVersion = version;
        return new JobReport(cells.Count, cells.Count);
    }
}
