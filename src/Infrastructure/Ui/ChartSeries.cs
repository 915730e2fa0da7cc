namespace IoTConsole.Infrastructure.Ui;

/// <summary>One line of a <see cref="TimeChart"/>. Series of one unit share a lane; each unit has its own.</summary>
/// <param name="Unit">As shown; null for a count or a state.</param>
/// <param name="Points">In order of time, and no more than a screen has pixels: the server decimates.</param>
/// <param name="Steps">A state that holds until the next point, such as open or closed, rather than a curve.</param>
public sealed record ChartSeries(string Name, string? Unit, IReadOnlyList<ChartPoint> Points, bool Steps = false);

/// <summary>A value at a time, or of a bucket that begins then.</summary>
/// <param name="Value">Null interrupts the line.</param>
/// <param name="Min">With <paramref name="Max"/>: the range within the bucket, drawn as a band.</param>
public sealed record ChartPoint(DateTimeOffset At, double? Value, double? Min = null, double? Max = null);

/// <summary>Something that happened, marked on the axis of time.</summary>
public sealed record ChartMark(DateTimeOffset At, string Words);
