using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Retention;

/// <summary>Removes readings and hours past their retention, a bounded number a run; the rest waits for the next. Twice in a row changes nothing.</summary>
internal sealed class RemoveExpiredDetail(ITelemetryStore store, TelemetrySettings settings, SeriesBook book, TimeProvider clock) : IRecurringJob
{
    private const int MostSteps = 20;

    public async Task<JobReport> RunAsync(CancellationToken ct)
    {
        var (expiry, removed) = (Expiry(), 0L);
        for (var step = 0; step < MostSteps; step++)
        {
            ct.ThrowIfCancellationRequested();
            var now = await store.RemoveAsync(expiry, ct);
            removed += now;
            if (now == 0) break;
        }

        return new JobReport(removed, removed, $"Kept: {settings.RetentionDays} days, hours {settings.HourlyRetentionDays} days");
    }

    private Expiry Expiry()
    {
        var (detail, hourly) = (new Dictionary<int, long>(), new Dictionary<int, long>());
        if (settings.Keep.Count > 0)
        {
            foreach (var track in book.Tracks)
                foreach (var series in track.Series)
                {
                    if (Rule(track.TenantId, series.Metric, r => r.Days) is { } days) detail[series.Id] = Before(days);
                    if (Rule(track.TenantId, series.Metric, r => r.HourlyDays) is { } hours) hourly[series.Id] = Before(hours);
                }
        }

        return new(Before(settings.RetentionDays), Before(settings.HourlyRetentionDays), detail, hourly);
    }

    // The rule that says most wins.
    private int? Rule(Guid tenant, string metric, Func<KeepRule, int?> days) => settings.Keep
        .Where(r => days(r) is not null && (r.Tenant is null || r.Tenant == tenant) && (string.IsNullOrEmpty(r.Metric) || r.Metric == metric))
        .OrderByDescending(r => (string.IsNullOrEmpty(r.Metric) ? 0 : 2) + (r.Tenant is null ? 0 : 1)).Select(days).FirstOrDefault();

    private long Before(int days) => clock.GetUtcNow().AddDays(-days).ToUnixTimeMilliseconds();
}
