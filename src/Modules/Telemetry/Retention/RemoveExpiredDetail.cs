using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Retention;

/// <summary>Removes readings past their retention, a bounded number a run; the rest waits for the next. Twice in a row changes nothing.</summary>
internal sealed class RemoveExpiredDetail(ITelemetryStore store, TelemetrySettings settings, TimeProvider clock) : IRecurringJob
{
    private const int MostAStep = 500_000;
    private const int MostSteps = 20;

    public Task<JobReport> RunAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow().AddDays(-settings.RetentionDays).ToUnixTimeMilliseconds();
        var removed = 0L;
        for (var step = 0; step < MostSteps; step++)
        {
            ct.ThrowIfCancellationRequested();
            var now = store.RemoveBefore(before, MostAStep);
            removed += now;
            if (now < MostAStep) break;
        }

        // Only a checkpoint gives the space of removed readings back.
        if (removed > 0) store.Checkpoint();
        return Task.FromResult(new JobReport(removed, removed, $"Kept: {settings.RetentionDays} days"));
    }
}
