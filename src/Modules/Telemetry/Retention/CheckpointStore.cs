using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Retention;

/// <summary>Moves the store's journal into its file, so that no sender's commit has to.</summary>
internal sealed class CheckpointStore(ITelemetryStore store) : IRecurringJob
{
    private const long Worthwhile = 16 * 1024 * 1024;

    public async Task<JobReport> RunAsync(CancellationToken ct)
    {
        var moved = store is IStoreUpkeep upkeep ? await upkeep.CheckpointAsync(Worthwhile, ct) : 0;
        return new JobReport(moved, moved, "Bytes of journal moved");
    }
}
