using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Refused;
using IoTConsole.Telemetry.Series;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.Charts;

/// <summary>
/// What a chart draws: each line with no more points than the screen has pixels for, the same of an earlier time where asked, what is known
/// against the readings, and what happened to the devices meanwhile.
/// </summary>
internal sealed class ReadChart(
    ReadHistory history, SeriesFlaws flaws, ILatestValues latest, IDeviceDirectory devices, ISiteDirectory sites, IEnumerable<ITimelineSource> timelines, RefusedSamples refusals,
    Caller caller, TimeProvider clock)
{
    private const int MostMarks = 100;

    /// <param name="Lines">At most ten.</param>
    /// <param name="Pixels">Most points of a line; 10 to 5,000.</param>
    /// <param name="DaysBack">The same so many days earlier is laid beside it; null for nothing.</param>
    internal sealed record Input(IReadOnlyList<ChartLine> Lines, DateTimeOffset From, DateTimeOffset To, int Pixels, int? DaysBack = null);

    /// <param name="Lost">Lines that are not, or no longer, in the caller's scope.</param>
    /// <param name="Zone">IANA zone of the first line's place.</param>
    internal sealed record Answer(IReadOnlyList<Row> Rows, IReadOnlyList<ChartLine> Lost, IReadOnlyList<TimelineEntry> Marks, string Zone);

    /// <param name="Gap">Longer without a reading is a gap.</param>
    /// <param name="Earlier">Moved onto the range asked for; null when nothing is compared.</param>
    internal sealed record Row(
        ChartLine Line, string Name, string Place, string? Unit, bool IsState, TimeSpan Gap, TimeSpan Bucket, bool Complete, IReadOnlyList<SeriesPoint> Points,
        IReadOnlyList<SeriesPoint>? Earlier, IReadOnlyList<ChartFlaw> Flaws);

    private sealed record Source(ChartLine Line, DeviceEntry? Device, SiteNode? Site)
    {
        public string Path => Device?.SitePath ?? Site!.Path;
    }

    public async Task<Result<Answer>> RunAsync(Input ask, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        if (ask.To <= ask.From) return TelemetryProblems.BadRange;
        if (ask.Lines.Count > ChartLine.Most) return TelemetryProblems.TooManyLines(ChartLine.Most);
        var found = ask.Lines.Select(SourceOf).ToList();
        var sources = found.OfType<Source>().ToList();
        var lost = ask.Lines.Where((_, i) => found[i] is null).ToList();
        if (sources.Count == 0) return lost.Count == 0 ? new Answer([], [], [], "UTC") : TelemetryProblems.NoSuchDevice;
        var zone = sites.ZoneOf(caller.Actor.TenantId!.Value, sources[0].Path);
        var rows = new List<Row>();
        foreach (var source in sources)
        {
            var row = await RowOfAsync(ask, source, zone, ct);
            if (!row.Succeeded) return row.Problem;
            rows.Add(row.Value);
        }

        return new Answer(rows, lost, await MarksAsync(ask, sources.Select(s => s.Device).OfType<DeviceEntry>().DistinctBy(d => d.Id).ToList(), ct), zone.Id);
    }

    // Within the grants, whatever the scope bar says: a link to a chart works from any scope.
    private Source? SourceOf(ChartLine line)
    {
        if (caller.Actor.TenantId is not { } tenant) return null;
        if (line.Site is { } id) return sites.Find(tenant, id) is { } node && VisibleParts.Of(caller, node.Path).Count > 0 ? new(line, null, node) : null;
        var device = (Guid.TryParse(line.Device, out var known) ? devices.Find(known) : null) ?? devices.FindByDeviceId(line.Device!);
        return device is not null && device.TenantId == tenant && caller.Actor.Can(TelemetryPermissions.View, device.SitePath) ? new(line, device, null) : null;
    }

    private async Task<Result<Row>> RowOfAsync(Input ask, Source source, TimeZoneInfo zone, CancellationToken ct)
    {
        var (line, device) = (source.Line, source.Device);
        var answer = await HistoryAsync(ask, source, TimeSpan.Zero, ct);
        if (!answer.Succeeded) return answer.Problem;
        IReadOnlyList<SeriesPoint>? earlier = null;
        if (ask.DaysBack is { } days)
        {
            var back = TimeRange.Back(ask.From, Math.Clamp(days, 1, 400), zone);
            var before = await HistoryAsync(ask, source, back, ct);
            if (!before.Succeeded) return before.Problem;
            earlier = PointsOf(before.Value).Select(p => p with { At = p.At + back }).ToList();
        }

        var bucket = answer.Value.Bucket;
        var interval = TimeSpan.FromSeconds(device?.ExpectedIntervalSeconds ?? 60);
        var against = device is null ? [] : await flaws.FindAsync(device, line.Metric, ask.From, ask.To, bucket, PointsOf(answer.Value), ct);
        var isState = device is not null && latest.For(device.Id).FirstOrDefault(v => v.Metric == line.Metric) is { Value.Kind: ReadingKind.Boolean };
        var place = sites.NameOf(caller.Actor.TenantId!.Value, source.Path);
        return new Row(
            line, device?.Name ?? source.Site!.Name, place, MetricCatalogue.UnitOf(line.Metric), isState, TimeSpan.FromTicks(3 * Math.Max(bucket.Ticks, interval.Ticks)), bucket,
            answer.Value.Complete, PointsOf(answer.Value), earlier, against);
    }

    // As they were sent where there is room for it, in buckets otherwise: never more than pixels.
    private async Task<Result<SeriesAnswer>> HistoryAsync(Input ask, Source source, TimeSpan back, CancellationToken ct)
    {
        var pixels = Math.Clamp(ask.Pixels, 10, SeriesHistory.MostPoints);
        var wanted = new ReadHistory.Input(source.Line.Choice, ask.From - back, ask.To - back, null, Aggregate.Raw, pixels);
        if (source.Device is { } device && (ask.To - ask.From).TotalSeconds / Math.Max(1, device.ExpectedIntervalSeconds) <= pixels)
        {
            var raw = await history.RunAsync(wanted, ct);
            if (!raw.Succeeded || raw.Value.Complete) return raw;
        }

        return await history.RunAsync(wanted with { Aggregate = Aggregate.Average }, ct);
    }

    private static IReadOnlyList<SeriesPoint> PointsOf(SeriesAnswer answer) => answer.Lines.Count == 0 ? [] : answer.Lines[0].Points;

    private async Task<IReadOnlyList<TimelineEntry>> MarksAsync(Input ask, List<DeviceEntry> shown, CancellationToken ct)
    {
        var marks = new List<TimelineEntry>();
        foreach (var device in shown)
        {
            var prefix = shown.Count > 1 ? $"{device.Name}: " : "";
            foreach (var source in timelines)
                marks.AddRange((await source.ForAsync(device.Id, ask.To, MostMarks, ct)).Where(e => e.At >= ask.From).Select(e => e with { Words = prefix + e.Words }));
            marks.AddRange(refusals.Of(device.TenantId).Where(s => s.DeviceId == device.DeviceId && s.At >= ask.From && s.At < ask.To)
                .Select(s => new TimelineEntry(s.At, "refused", prefix + Words.T("A message was refused: {0}", Words.T(RefusalWords.Of(s.Reason).Why)), null)));
        }

        var now = clock.GetUtcNow();
        return marks.Where(m => m.At <= now).OrderByDescending(m => m.At).Take(MostMarks).ToList();
    }
}
