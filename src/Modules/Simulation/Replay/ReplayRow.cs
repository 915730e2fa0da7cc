namespace IoTConsole.Simulation.Replay;

/// <param name="Text">What is no finite number, as it stands in the file; null otherwise.</param>
internal sealed record ReplayValue(string Metric, double Number, string? Text);

/// <summary>What one device says because of one line of a file.</summary>
/// <param name="Line">As an editor counts: the heading is line 1.</param>
/// <param name="At">Event time, milliseconds since 1970, UTC.</param>
/// <param name="Sequence">The sender's own counter, when it has one.</param>
internal sealed record ReplayRow(string File, int Line, string DeviceId, long At, long? Sequence, IReadOnlyList<ReplayValue> Values);

/// <summary>A line, or one device's part of it, that cannot be sent, and why.</summary>
internal sealed record UnsentRow(string File, int Line, string DeviceId, string Reason)
{
    public const string BadTime = "time-not-readable";
    public const string NoSuchTime = "time-skipped-by-the-clock";
    public const string BadSequence = "counter-not-readable";
    public const string NoValues = "no-values";
}

/// <summary>A whole data set, read.</summary>
/// <param name="Lines">Lines of all files, headings not counted.</param>
/// <param name="Rows">In the order of event time.</param>
/// <param name="Blanks">Empty cells: metrics that are missing.</param>
/// <param name="Texts">Cells sent as they stand because they are no numbers.</param>
internal sealed record ReadDataSet(DataSet Set, int Lines, IReadOnlyList<ReplayRow> Rows, IReadOnlyList<UnsentRow> Unsent, int Blanks, int Texts);
