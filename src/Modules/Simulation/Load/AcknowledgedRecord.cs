namespace IoTConsole.Simulation.Load;

/// <summary>
/// What a broker has acknowledged, a line each: <c>source,seq,ts</c>. Whoever killed the broker compares the store with it: each line must be
/// there once. Written after the acknowledgement, so a line may be missing, and none can be wrong.
/// </summary>
internal sealed class AcknowledgedRecord : IDisposable
{
    private readonly StreamWriter? _file;
    private readonly Lock _gate = new();
    private long _count;

    /// <param name="path">Appended to; null only counts.</param>
    public AcknowledgedRecord(string? path)
    {
        if (path is not null)
            _file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
    }

    public long Count => Interlocked.Read(ref _count);

    public void Add(string source, long sequence, long at)
    {
        Interlocked.Increment(ref _count);
        if (_file is null) return;
        lock (_gate) _file.WriteLine($"{source},{sequence},{at}");
    }

    /// <summary>Reads such a file while it is still being written; a last line without an end is left out.</summary>
    public static IReadOnlyList<(string Source, long Sequence, long At)> Read(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = file.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.TrimEnd('\r').Split(',')).Select(p => (p[0], long.Parse(p[1]), long.Parse(p[2]))).ToList();
    }

    public void Dispose() => _file?.Dispose();
}
