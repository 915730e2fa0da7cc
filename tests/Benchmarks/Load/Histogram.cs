namespace IoTConsole.Benchmarks.Load;

/// <summary>Times from publish to acknowledgement, in steps of about three percent from ten microseconds to a minute. Safe from any thread.</summary>
internal sealed class Histogram
{
    private const double Step = 1.03;
    private const double Least = 0.01;
    private readonly long[] _counts = new long[(int)(Math.Log(60_000 / Least) / Math.Log(Step)) + 2];
    private long _most;

    public long Count => _counts.Sum();

    /// <summary>Milliseconds.</summary>
    public double Most => BitConverter.Int64BitsToDouble(Interlocked.Read(ref _most));

    public void Add(double milliseconds)
    {
        var slot = milliseconds <= Least ? 0 : (int)(Math.Log(milliseconds / Least) / Math.Log(Step)) + 1;
        Interlocked.Increment(ref _counts[Math.Min(slot, _counts.Length - 1)]);

        // Positive doubles compare like their bits.
        var bits = BitConverter.DoubleToInt64Bits(milliseconds);
        for (var seen = Interlocked.Read(ref _most); bits > seen; seen = Interlocked.Read(ref _most)) Interlocked.CompareExchange(ref _most, bits, seen);
    }

    /// <summary>The upper end of the step that holds this share of all; NaN when nothing was counted.</summary>
    public double At(double share)
    {
        var wanted = (long)Math.Ceiling(share * Count);
        if (wanted == 0) return double.NaN;
        long seen = 0;
        for (var slot = 0; slot < _counts.Length; slot++)
            if ((seen += _counts[slot]) >= wanted) return Least * Math.Pow(Step, slot);
        return Most;
    }
}
