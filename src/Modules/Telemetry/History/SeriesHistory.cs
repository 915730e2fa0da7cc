using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.History;

/// <summary>The one engine behind the API, charts, exports and rules: from a choice of series to lines of points.</summary>
internal sealed class SeriesHistory(ITelemetryStore store, SeriesBook book, IDeviceDirectory devices) : ISeriesQuery
{
    public const int MostPoints = 5_000;
    public const int MostMetrics = 16;

    /// <summary>One series and whose it is.</summary>
    internal readonly record struct Member(int Series, DeviceEntry Device, string Metric);

    public async Task<SeriesAnswer> ReadAsync(SeriesAsk ask, CancellationToken ct)
    {
        Demand(ask);
        return await ReadAsync(ask, MembersOf(ask.Choice), ct);
    }

    public async Task<SeriesAnswer> ReadAsync(SeriesAsk ask, IReadOnlyList<Member> members, CancellationToken ct)
    {
        var width = BucketWidth.Of(ask);
        return width == 0 ? await ReadRawAsync(ask, members, ct) : await ReadBucketsAsync(ask, members, width, ct);
    }

    /// <summary>By device, then metric, so that an answer reads the same every time.</summary>
    public IReadOnlyList<Member> MembersOf(SeriesChoice choice)
    {
        var members = new List<Member>();
        foreach (var device in DevicesOf(choice))
        {
            if (book.Find(device.Id) is not { } track || track.TenantId != choice.TenantId) continue;
            foreach (var metric in choice.Metrics)
                if (track.Find(metric) is var series and not 0) members.Add(new(series, device, metric));
        }

        return members;
    }

    public IReadOnlyList<DeviceEntry> DevicesOf(SeriesChoice choice)
    {
        var found = choice.Devices is { } ids ? ids.Distinct().Select(devices.Find).OfType<DeviceEntry>().Where(d => d.TenantId == choice.TenantId)
            : choice.SitePaths is { } paths ? paths.SelectMany(p => devices.Under(choice.TenantId, p)).DistinctBy(d => d.Id)
            : devices.Under(choice.TenantId, "");
        if (choice.Devices is not null && choice.SitePaths is { } within) found = found.Where(d => within.Any(p => d.SitePath.StartsWith(p, StringComparison.Ordinal)));
        if (choice.Tag is { } tag) found = found.Where(d => d.Tags.Contains(tag));
        return [.. found.OrderBy(d => d.DeviceId, StringComparer.Ordinal)];
    }

    private static void Demand(SeriesAsk ask)
    {
        var choice = ask.Choice;
        if (choice.Devices is null && choice.SitePaths is null && choice.Tag is null) throw new ArgumentException("Name devices, sites or a tag.");
        if (choice.Metrics.Count is < 1 or > MostMetrics) throw new ArgumentException($"Between 1 and {MostMetrics} metrics can be asked for.");
        if (ask.To <= ask.From) throw new ArgumentException("The range is empty.");
        if (ask.MostPoints is < 1 or > MostPoints) throw new ArgumentException($"Between 1 and {MostPoints} points can be asked for.");
        if (ask.Bucket < TimeSpan.FromSeconds(1)) throw new ArgumentException("A bucket is at least one second.");
    }

    private async Task<SeriesAnswer> ReadRawAsync(SeriesAsk ask, IReadOnlyList<Member> members, CancellationToken ct)
    {
        var found = await store.ReadAsync([.. members.Select(m => m.Series)], Milliseconds(ask.From), Milliseconds(ask.To), ask.MostPoints + 1, ct);
        var complete = found.Count <= ask.MostPoints;
        var kept = complete ? found : found.Take(ask.MostPoints);
        var bySeries = members.ToDictionary(m => m.Series);
        var lines = kept.GroupBy(r => LineOf(bySeries[r.Series], ask.Grouping)).ToDictionary(g => g.Key, g => g.Select(PointOf).ToList());
        return new(Lines(ask, members, lines), TimeSpan.Zero, complete);
    }

    private async Task<SeriesAnswer> ReadBucketsAsync(SeriesAsk ask, IReadOnlyList<Member> members, long width, CancellationToken ct)
    {
        var lines = new Dictionary<(Guid?, string?), List<SeriesPoint>>();
        var complete = true;
        var each = ask.Grouping == SeriesGrouping.Device;
        foreach (var part in ask.Grouping == SeriesGrouping.Metric ? members.GroupBy(m => m.Metric).Select(g => g.ToList()) : [members.ToList()])
        {
            if (part.Count == 0) continue;
            var most = (each ? ask.MostPoints * part.Count : ask.MostPoints) + 1;
            var bySeries = part.ToDictionary(m => m.Series);
            foreach (var bucket in await store.ReadBucketsAsync(new([.. bySeries.Keys], Milliseconds(ask.From), Milliseconds(ask.To), width, most, each), ct))
            {
                var key = LineOf(each ? bySeries[bucket.Series] : part[0], ask.Grouping);
                if (!lines.TryGetValue(key, out var points)) lines[key] = points = [];
                if (points.Count < ask.MostPoints) points.Add(PointOf(bucket, ask.Aggregate));
                else complete = false;
            }
        }

        return new(Lines(ask, members, lines), TimeSpan.FromMilliseconds(width), complete);
    }

    private static (Guid? Device, string? Metric) LineOf(Member member, SeriesGrouping grouping) => grouping switch
    {
        SeriesGrouping.Device => (member.Device.Id, member.Metric),
        SeriesGrouping.Metric => (null, member.Metric),
        _ => (null, null),
    };

    private static List<SeriesLine> Lines(SeriesAsk ask, IReadOnlyList<Member> members, Dictionary<(Guid?, string?), List<SeriesPoint>> lines)
    {
        if (ask.Grouping == SeriesGrouping.Merged)
        {
            var metric = ask.Choice.Metrics.Count == 1 ? ask.Choice.Metrics[0] : null;
            return [new(null, null, metric, metric is null ? null : MetricCatalogue.UnitOf(metric), lines.GetValueOrDefault((null, null)) ?? [])];
        }

        var said = new List<SeriesLine>();
        foreach (var member in members.DistinctBy(m => LineOf(m, ask.Grouping)))
        {
            if (!lines.TryGetValue(LineOf(member, ask.Grouping), out var points)) continue;
            var device = ask.Grouping == SeriesGrouping.Device ? member.Device : null;
            said.Add(new(device?.Id, device?.DeviceId, member.Metric, MetricCatalogue.UnitOf(member.Metric), points));
        }

        return said;
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
            Aggregate.First => bucket.First,
            Aggregate.Sum => bucket.Sum,
            _ => bucket.Average,
        };
        return new(
            DateTimeOffset.FromUnixTimeMilliseconds(bucket.Start), shown, bucket.Minimum, bucket.Maximum, bucket.Count,
            aggregate == Aggregate.Last ? bucket.Text : null);
    }

    internal static long Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
