namespace IoTConsole.Infrastructure.Counting;

/// <summary>The last 4,096 durations of something, for percentiles on a page. One caller at a time.</summary>
public sealed class RecentTimes
{
    private const int Kept = 4096;
    private readonly float[] _milliseconds = new float[Kept];
    private long _count;

    public void Add(double milliseconds) => _milliseconds[_count++ % Kept] = (float)milliseconds;

    /// <param name="share">0 to 1.</param>
    /// <returns>Milliseconds; 0 when nothing was added yet.</returns>
    public double Percentile(double share)
    {
        var count = (int)Math.Min(_count, Kept);
        if (count == 0) return 0;
        var sorted = _milliseconds.AsSpan(0, count).ToArray();
        Array.Sort(sorted);
        return sorted[Math.Min(count - 1, (int)(count * share))];
    }
}
