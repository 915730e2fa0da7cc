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
    Last,
}

/// <summary>Readings of one metric. Exactly one of <paramref name="DeviceId"/> and <paramref name="SitePath"/> says where from.</summary>
/// <param name="SitePath">All devices at or below the node: a zone, floor, building or the whole portfolio.</param>
/// <param name="From">Event time, inclusive.</param>
/// <param name="To">Event time, exclusive.</param>
/// <param name="Bucket">At least one second. Null chooses the smallest round one that keeps within <paramref name="MostPoints"/>.</param>
/// <param name="MostPoints">1 to 5,000.</param>
public sealed record SeriesAsk(
    Guid TenantId, Guid? DeviceId, string? SitePath, string Metric, DateTimeOffset From, DateTimeOffset To,
    TimeSpan? Bucket = null, Aggregate Aggregate = Aggregate.Average, int MostPoints = 500);

/// <param name="At">Start of the bucket (aligned to whole buckets since 1970, UTC), or the event time of a raw reading.</param>
/// <param name="Value">The aggregate asked for. Null for text, which only Raw and Last can show.</param>
/// <param name="Count">Readings in the bucket.</param>
public sealed record SeriesPoint(DateTimeOffset At, double? Value, double? Minimum, double? Maximum, long Count, string? Text = null);

/// <param name="Bucket">The bucket that was used; zero for raw readings.</param>
/// <param name="Unit">Null when the metric is not in the catalogue.</param>
/// <param name="Complete">False when there was more than <c>MostPoints</c>; the points are then the oldest of the range.</param>
public sealed record SeriesAnswer(IReadOnlyList<SeriesPoint> Points, TimeSpan Bucket, string? Unit, bool Complete);

/// <summary>
/// History, raw or bucketed. A singleton; not filtered by scope: whoever asks for a person checks <c>caller.Sees</c> and
/// narrows the path first. Empty buckets are left out, so a gap stays a gap.
/// </summary>
public interface ISeriesQuery
{
    /// <exception cref="ArgumentException">The range is empty, the bucket is under a second, or the number of points out of range.</exception>
    /// <exception cref="OperationCanceledException">The caller left; the query was stopped in the store.</exception>
    Task<SeriesAnswer> ReadAsync(SeriesAsk ask, CancellationToken ct);
}
