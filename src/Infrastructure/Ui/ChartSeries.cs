namespace IoTConsole.Infrastructure.Ui;

/// <summary>One line of a <see cref="TimeChart"/>.</summary>
/// <param name="Unit">As shown; null for a count or a state. Two units share a chart, each with its own axis; the next two stand below.</param>
/// <param name="Points">In order of time, and no more than a screen has pixels: the server decimates.</param>
/// <param name="Steps">A state that holds until the next point, such as open or closed, rather than a curve.</param>
public sealed record ChartSeries(string Name, string? Unit, IReadOnlyList<ChartPoint> Points, bool Steps = false)
{
    /// <summary>Tells it from others of the same name, and over a reload.</summary>
    public string? Key { get; init; }

    /// <summary>How long a bucket is; zero where each point is a reading.</summary>
    public TimeSpan Bucket { get; init; }

    /// <summary>Longer between two points is a gap, and drawn as one. Null: as the chart says.</summary>
    public TimeSpan? GapAfter { get; init; }

    /// <summary>An earlier time of another series, laid over it: same axis and colour, dotted.</summary>
    public string? GhostOf { get; init; }

    /// <summary>What is known against parts of it.</summary>
    public IReadOnlyList<ChartFlaw> Flaws { get; init; } = [];

    internal string Id => Key ?? $"{Name}/{Unit}";
}

/// <summary>A value at a time, or of a bucket that begins then.</summary>
/// <param name="Value">Null interrupts the line.</param>
/// <param name="Min">With <paramref name="Max"/>: the range within the bucket, drawn as a band.</param>
/// <param name="Count">Readings in the bucket; 0 where it is not known.</param>
public sealed record ChartPoint(DateTimeOffset At, double? Value, double? Min = null, double? Max = null, long Count = 0);

/// <summary>Something that happened, marked on the axis of time.</summary>
/// <param name="Kind">"refused" is drawn as a fault.</param>
public sealed record ChartMark(DateTimeOffset At, string Words, string Kind = "");

/// <summary>What a stretch of readings is worth less for; shaded, and told in words under the crosshair.</summary>
/// <param name="Kind">"late" came long after their time, "thin" are fewer than expected.</param>
public sealed record ChartFlaw(DateTimeOffset From, DateTimeOffset To, string Kind, string Words);

/// <summary>A range that somebody asked for by hand.</summary>
public sealed record ChartSpan(DateTimeOffset From, DateTimeOffset To);

/// <summary>How several series are laid out.</summary>
public enum ChartLanes
{
    /// <summary>Two units a chart, one axis at each side.</summary>
    TwoUnits,
    EachUnit,
    EachSeries,
}
