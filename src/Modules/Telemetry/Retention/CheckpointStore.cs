using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Retention;

/// <summary>Moves the store's journal into its file, so that no sender's commit has to.</summary>
internal sealed class CheckpointStore(ITelemetryStore store) : IRecurringJob
{
    private const long Worthwhile = 16 * 1024 * 1024;

    public Task<JobReport> RunAsync(CancellationToken ct)
    {
        var journal = store.Figures().JournalBytes;
        if (journal < Worthwhile) return Task.FromResult(new JobReport(journal, 0));
        store.Checkpoint();
        return Task.FromResult(new JobReport(journal, journal, "Bytes of journal moved"));
    }
}
