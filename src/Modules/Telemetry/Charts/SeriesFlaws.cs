using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Charts;

/// <summary>
/// What is known against a stretch of readings: that they came long after their time, and that fewer came than should have. Repeats leave no
/// trace in the store and so none here: the first of them is the reading.
/// </summary>
internal sealed class SeriesFlaws(ITelemetryStore store, SeriesBook book, QueryLimits limits, TimeProvider clock)
{
    /// <summary>Arrivals of more readings than this are not looked at; the range is too long to see one of them.</summary>
    public const int MostLooked = 50_000;

    private const int MostStretches = 60;

    public async Task<IReadOnlyList<ChartFlaw>> FindAsync(
        DeviceEntry device, string metric, DateTimeOffset from, DateTimeOffset to, TimeSpan bucket, IReadOnlyList<SeriesPoint> points, CancellationToken ct)
    {
        var interval = Math.Max(1, device.ExpectedIntervalSeconds) * 1000L;
        var flaws = Thin(points, bucket, interval, from, to < clock.GetUtcNow() ? to : clock.GetUtcNow());
        if (points.Count > 0) flaws.AddRange(await LateAsync(device, metric, from, to, interval, ct));
        return flaws;
    }

    // A bucket at the edge of the range, or at now, holds a part of its time only.
    private static List<ChartFlaw> Thin(IReadOnlyList<SeriesPoint> points, TimeSpan bucket, long interval, DateTimeOffset from, DateTimeOffset to)
    {
        var expected = bucket.TotalMilliseconds / interval;
        if (expected < 2) return [];
        var thin = points.Where(p => p.At >= from && p.At + bucket <= to && p.Count < expected / 2).ToList();
        return Stretches(thin, p => p.At, bucket * 1.5).Take(MostStretches).Select(s => new ChartFlaw(
            s[0].At, s[^1].At + bucket, "thin", Words.T("Fewer readings than expected: {0} of {1}", Figures.Whole(s.Sum(p => p.Count)), Figures.Whole((long)Math.Round(expected * s.Count))))).ToList();
    }

    private async Task<IEnumerable<ChartFlaw>> LateAsync(DeviceEntry device, string metric, DateTimeOffset from, DateTimeOffset to, long interval, CancellationToken ct)
    {
        var looked = (long)((to - from).TotalMilliseconds / interval);
        if (looked > MostLooked || book.Find(device.Id)?.Find(metric) is not (> 0 and var series)) return [];
        using var turn = await limits.EnterAsync(device.TenantId, looked, ct);
        if (turn.Problem is not null) return [];
        var (tolerance, late) = (Math.Max(2 * interval, 120_000), new List<KeptReading>());
        await foreach (var kept in store.ScanAsync([series], SeriesHistory.Milliseconds(from), SeriesHistory.Milliseconds(to), ct))
            if (kept.Arrived - kept.Reading.At > tolerance) late.Add(kept);
        
        // What lies too near to be told apart on a screen is one stretch.
        return Stretches(late, k => At(k), TimeSpan.FromMilliseconds(Math.Max(3 * interval, (to - from).TotalMilliseconds / 100))).Take(MostStretches).Select(s => new ChartFlaw(
            At(s[0]), At(s[^1]), "late", Words.N("{0} reading came late", "{0} readings came late", s.Count) + ", " + Words.T("up to {0} after its time", Figures.Span(TimeSpan.FromMilliseconds(s.Max(k => k.Arrived - k.Reading.At))))));
    }

    private static DateTimeOffset At(KeptReading kept) => DateTimeOffset.FromUnixTimeMilliseconds(kept.Reading.At);

    private static IEnumerable<List<T>> Stretches<T>(List<T> some, Func<T, DateTimeOffset> at, TimeSpan apart)
    {
        List<T> stretch = [];
        foreach (var one in some)
        {
            if (stretch.Count > 0 && at(one) - at(stretch[^1]) > apart)
            {
                yield return stretch;
                stretch = [];
            }

            stretch.Add(one);
        }

        if (stretch.Count > 0) yield return stretch;
    }
}
