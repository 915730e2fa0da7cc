using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Retention;

/// <summary>
/// Moves readings that have settled into files of their day and closes days that are over, a bounded part a run; the rest waits for the next. Twice
/// in a row changes nothing.
/// </summary>
internal sealed class SettleReadings(ITelemetryStore store, TimeProvider clock) : IRecurringJob
{
    private const int MostSteps = 20;

    public async Task<JobReport> RunAsync(CancellationToken ct)
    {
        if (store is not IStoreUpkeep upkeep) return new JobReport(0, 0);
        var written = 0L;
        for (var step = 0; step < MostSteps; step++)
        {
            var now = await upkeep.SettleAsync(clock.GetUtcNow(), ct);
            written += now;
            if (now == 0) break;
        }

        return new JobReport(written, written, "Readings settled");
    }
}
