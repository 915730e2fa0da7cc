namespace IoTConsole.Telemetry.Contracts;

/// <summary>What a bucket, or a single reading, shows.</summary>
public enum Aggregate
{
    /// <summary>No bucketing: each reading as it was stored.</summary>
    Raw,
    Average,
    Minimum,
    Maximum,
    Count,

    /// <summary>Of the greatest event time in the bucket.</summary>
    Last,

    /// <summary>Of the least event time in the bucket.</summary>
    First,
    Sum,
}

/// <summary>What one line of an answer is made of.</summary>
public enum SeriesGrouping
{
    /// <summary>Everything asked for together: one line.</summary>
    Merged,

    /// <summary>A line a metric, all devices together.</summary>
    Metric,

    /// <summary>A line for each device and metric.</summary>
    Device,
}

/// <summary>Which series are meant. At least one of devices, sites and tag; what is said narrows further.</summary>
/// <param name="Metrics">1 to 16 names.</param>
public sealed record SeriesChoice(Guid TenantId, IReadOnlyList<string> Metrics)
{
    /// <summary>Null for any.</summary>
    public IReadOnlyList<Guid>? Devices { get; init; }

    /// <summary>Devices at or below one of these nodes: zones, floors, buildings or the whole portfolio; null for any.</summary>
    public IReadOnlyList<string>? SitePaths { get; init; }

    /// <summary>Devices that carry it, in lower case; null for any.</summary>
    public string? Tag { get; init; }
}

/// <summary>Readings of some series over a range.</summary>
/// <param name="From">Event time, inclusive.</param>
/// <param name="To">Event time, exclusive.</param>
public sealed record SeriesAsk(SeriesChoice Choice, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>At least one second. Null chooses the smallest round one that keeps within <see cref="MostPoints"/>.</summary>
    public TimeSpan? Bucket { get; init; }

    public Aggregate Aggregate { get; init; } = Aggregate.Average;

    public SeriesGrouping Grouping { get; init; }

    /// <summary>Of one line; 1 to 5,000. Raw readings count all lines together.</summary>
    public int MostPoints { get; init; } = 500;
}

/// <param name="At">Start of the bucket (aligned to whole buckets since 1970, UTC), or the event time of a raw reading.</param>
/// <param name="Value">The aggregate asked for. Null for text, which only Raw and Last can show.</param>
/// <param name="Count">Readings in the bucket.</param>
public sealed record SeriesPoint(DateTimeOffset At, double? Value, double? Minimum, double? Maximum, long Count, string? Text = null);

/// <param name="DeviceId">Null where devices were taken together.</param>
/// <param name="Metric">Null where metrics were taken together.</param>
/// <param name="Unit">Null when the metric is not in the catalogue, or several were taken together.</param>
/// <param name="Points">Oldest first.</param>
public sealed record SeriesLine(Guid? DeviceId, string? Device, string? Metric, string? Unit, IReadOnlyList<SeriesPoint> Points);

/// <param name="Lines">A merged answer has one, even when it is empty; a line that would be empty is left out otherwise.</param>
/// <param name="Bucket">The bucket that was used; zero for raw readings.</param>
/// <param name="Complete">False when there was more than <c>MostPoints</c>; the points are then the oldest of the range.</param>
public sealed record SeriesAnswer(IReadOnlyList<SeriesLine> Lines, TimeSpan Bucket, bool Complete);

/// <summary>
/// History, raw or bucketed. A singleton; not filtered by scope: whoever asks for a person checks <c>caller.Sees</c> and
/// narrows the paths first. Empty buckets are left out, so a gap stays a gap.
/// </summary>
public interface ISeriesQuery
{
    /// <exception cref="ArgumentException">No source or metric is named, the range is empty, the bucket is under a second, or the number of points out of range.</exception>
    /// <exception cref="OperationCanceledException">The caller left; the query was stopped in the store.</exception>
    Task<SeriesAnswer> ReadAsync(SeriesAsk ask, CancellationToken ct);
}
