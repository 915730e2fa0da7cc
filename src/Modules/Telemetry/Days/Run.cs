using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Days;

/// <summary>The readings of one series on one day, in the order of their event times, column by column. Used again from series to series.</summary>
internal sealed class Run
{
    private long[] _at = new long[2048];
    private long[] _sequences = new long[2048];
    private long[] _lags = new long[2048];
    private double[] _numbers = new double[2048];
    private string?[] _texts = new string?[2048];
    private ReadingKind[] _kinds = new ReadingKind[2048];

    public int Series { get; private set; }

    public int Count { get; private set; }

    public Span<long> At => _at.AsSpan(0, Count);

    public Span<long> Sequences => _sequences.AsSpan(0, Count);

    /// <summary>Whole minutes from event to arrival.</summary>
    public Span<long> Lags => _lags.AsSpan(0, Count);

    public Span<double> Numbers => _numbers.AsSpan(0, Count);

    public Span<string?> Texts => _texts.AsSpan(0, Count);

    public Span<ReadingKind> Kinds => _kinds.AsSpan(0, Count);

    public void Begin(int series, int count = 0)
    {
        Series = series;
        Count = count;
        Grow(count);
    }

    public void Add(in KeptReading kept)
    {
        var reading = kept.Reading;
        Grow(Count + 1);
        var i = Count++;
        (_at[i], _sequences[i], _kinds[i], _numbers[i], _texts[i]) = (reading.At, reading.Sequence, reading.Kind, reading.Number, reading.Text);
        _lags[i] = Lag(reading.At, kept.Arrived);
    }

    public StoredReading Reading(int i) => new(Series, _at[i], _kinds[i], _numbers[i], _texts[i], _sequences[i]);

    public KeptReading Kept(int i) => new(Reading(i), _at[i] + (_lags[i] * FrameColumns.Minute));

    /// <summary>The first at or after.</summary>
    public int IndexOf(long at)
    {
        var found = At.BinarySearch(at);
        if (found < 0) return ~found;
        while (found > 0 && _at[found - 1] == at) found--;
        return found;
    }

    private static long Lag(long at, long arrived)
    {
        var lag = (arrived - at) / FrameColumns.Minute;
        return arrived < at && lag * FrameColumns.Minute != arrived - at ? lag - 1 : lag;
    }

    private void Grow(int count)
    {
        if (count <= _at.Length) return;
        var size = Math.Max(count, _at.Length * 2);
        Array.Resize(ref _at, size);
        Array.Resize(ref _sequences, size);
        Array.Resize(ref _lags, size);
        Array.Resize(ref _numbers, size);
        Array.Resize(ref _texts, size);
        Array.Resize(ref _kinds, size);
    }
}
