using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Retention;

/// <summary>Removes readings past their retention, a bounded number a run; the rest waits for the next. Twice in a row changes nothing.</summary>
internal sealed class RemoveExpiredDetail(ITelemetryStore store, TelemetrySettings settings, TimeProvider clock) : IRecurringJob
{
    private const int MostSteps = 20;

    public async Task<JobReport> RunAsync(CancellationToken ct)
    {
        var expiry = Expiry.Before(clock.GetUtcNow().AddDays(-settings.RetentionDays).ToUnixTimeMilliseconds());
        var removed = 0L;
        for (var step = 0; step < MostSteps; step++)
        {
            ct.ThrowIfCancellationRequested();
            var now = await store.RemoveAsync(expiry, ct);
            removed += now;
            if (now == 0) break;
        }

        return new JobReport(removed, removed, $"Kept: {settings.RetentionDays} days");
    }
}
