namespace IoTConsole.Telemetry.Days;

/// <summary>The times of the series written last. Metrics of one device stand near each other and report together, or one with every thirtieth of another.</summary>
internal sealed class SharedFrames
{
    private const int Remembered = 16;
    private readonly Queue<Frames> _recent = new();

    /// <param name="Offset">Where they begin in the file.</param>
    /// <param name="Check">Sum of their bytes.</param>
    internal sealed record Frames(long[] At, long[] Sequences, long[] Lags, long Offset, int Length, uint Check);

    public void Remember(Run run, long offset, int length, uint check)
    {
        _recent.Enqueue(new(run.At.ToArray(), run.Sequences.ToArray(), run.Lags.ToArray(), offset, length, check));
        if (_recent.Count > Remembered) _recent.Dequeue();
    }

    /// <summary>Null when none holds all of the run's times, with the same sequence numbers and lags.</summary>
    /// <param name="which">Their indices, when it is only some of them.</param>
    public Frames? Find(Run run, out double[]? which)
    {
        which = null;
        foreach (var frames in _recent.Reverse())
        {
            if (frames.At.Length < run.Count || run.At[0] < frames.At[0] || run.At[^1] > frames.At[^1]) continue;
            if (frames.At.Length == run.Count)
            {
                if (run.At.SequenceEqual(frames.At) && run.Sequences.SequenceEqual(frames.Sequences) && run.Lags.SequenceEqual(frames.Lags)) return frames;
            }
            else if (Within(run, frames) is { } found)
            {
                which = found;
                return frames;
            }
        }

        return null;
    }

    private static double[]? Within(Run run, Frames frames)
    {
        var which = new double[run.Count];
        var at = Array.BinarySearch(frames.At, run.At[0]);
        if (at < 0) return null;
        for (var i = 0; i < which.Length; i++)
        {
            while (at < frames.At.Length && frames.At[at] < run.At[i]) at++;
            if (at == frames.At.Length || frames.At[at] != run.At[i] || frames.Sequences[at] != run.Sequences[i] || frames.Lags[at] != run.Lags[i]) return null;
            which[i] = at++;
        }

        return which;
    }
}
