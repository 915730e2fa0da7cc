using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.History;

internal sealed class SeriesHistory(ITelemetryStore store, SeriesBook book, IDeviceDirectory devices) : ISeriesQuery
{
    public const int MostPoints = 5_000;

    // Round steps, so that a chart's marks fall on whole minutes and hours.
    private static readonly long[] _steps =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000];

    public Task<SeriesAnswer> ReadAsync(SeriesAsk ask, CancellationToken ct)
    {
        if (ask.DeviceId is null == ask.SitePath is null) throw new ArgumentException("Say either a device or a site.");
        return ReadAsync(ask, ask.SitePath is { } path ? [path] : [], ct);
    }

    /// <summary>As above, for several nodes at once: the parts of a site that a caller sees.</summary>
    public async Task<SeriesAnswer> ReadAsync(SeriesAsk ask, IReadOnlyList<string> paths, CancellationToken ct)
    {
        var bucket = BucketOf(ask);
        var (from, to) = (ask.From.ToUnixTimeMilliseconds(), ask.To.ToUnixTimeMilliseconds());
        var (series, most) = (SeriesOf(ask, paths), ask.MostPoints + 1);
        IReadOnlyList<SeriesPoint> points = bucket == 0
            ? [.. (await store.ReadAsync(series, from, to, most, ct)).Select(PointOf)]
            : [.. (await store.ReadBucketsAsync(new(series, from, to, bucket, most), ct)).Select(b => PointOf(b, ask.Aggregate))];
        var complete = points.Count <= ask.MostPoints;
        return new(complete ? points : points.Take(ask.MostPoints).ToList(), TimeSpan.FromMilliseconds(bucket), MetricCatalogue.UnitOf(ask.Metric), complete);
    }

    private static SeriesPoint PointOf(StoredReading reading)
    {
        double? number = reading.Kind == ReadingKind.Text ? null : reading.Number;
        return new(DateTimeOffset.FromUnixTimeMilliseconds(reading.At), number, number, number, 1, reading.Text);
    }

    private static SeriesPoint PointOf(Bucket bucket, Aggregate aggregate)
    {
        var shown = aggregate switch
        {
            Aggregate.Minimum => bucket.Minimum,
            Aggregate.Maximum => bucket.Maximum,
            Aggregate.Count => bucket.Count,
            Aggregate.Last => bucket.Last,
            _ => bucket.Average,
        };
        return new(
            DateTimeOffset.FromUnixTimeMilliseconds(bucket.Start), shown, bucket.Minimum, bucket.Maximum, bucket.Count,
            aggregate == Aggregate.Last ? bucket.Text : null);
    }

    private List<int> SeriesOf(SeriesAsk ask, IReadOnlyList<string> paths)
    {
        var tracks = ask.DeviceId is { } id
            ? new[] { book.Find(id) }
            : paths.SelectMany(p => devices.Under(ask.TenantId, p)).Select(d => d.Id).Distinct().Select(book.Find);
        return tracks.Where(t => t is not null && t.TenantId == ask.TenantId).Select(t => t!.Find(ask.Metric)).Where(s => s != 0).ToList();
    }

    /// <summary>Milliseconds; zero for raw readings.</summary>
    private static long BucketOf(SeriesAsk ask)
    {
        if (ask.To <= ask.From) throw new ArgumentException("The range is empty.");
        if (ask.MostPoints is < 1 or > MostPoints) throw new ArgumentException($"Between 1 and {MostPoints} points can be asked for.");
        if (ask.Aggregate == Aggregate.Raw) return 0;
        if (ask.Bucket is { } bucket) return bucket >= TimeSpan.FromSeconds(1) ? (long)bucket.TotalMilliseconds : throw new ArgumentException("A bucket is at least one second.");

        // The range may begin and end within a bucket: one more than fits must still fit.
        var seconds = (ask.To - ask.From).TotalSeconds;
        return 1000 * _steps.FirstOrDefault(s => (seconds / s) + 1 <= ask.MostPoints, _steps[^1]);
    }
}
