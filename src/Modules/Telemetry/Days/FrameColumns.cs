using System.Buffers;

namespace IoTConsole.Telemetry.Days;

/// <summary>
/// When readings were measured, their sequence numbers and how late they came. Sensors report on a grid with a jitter, so a time is
/// told by which line of the grid it belongs to and how far off it is; where that costs more, by the time since the one before.
/// </summary>
internal static class FrameColumns
{
    public const long Minute = 60_000;
    private const byte OnGrid = 1;
    private const byte AboveLeast = 2;
    private const byte EveryLine = 4;
    private const byte Sequenced = 8;
    private const byte SteadySequence = 16;
    private const byte SteadyLag = 32;
    private const byte Exact = 64;
    private const byte Flat = 128;
    private const int WidestFlat = 65_536;

    /// <param name="at">Ascending, milliseconds since 1970.</param>
    /// <param name="lags">Whole minutes from event to arrival.</param>
    public static void Write(ArrayBufferWriter<byte> to, long day, ReadOnlySpan<long> at, ReadOnlySpan<long> sequences, ReadOnlySpan<long> lags)
    {
        var grid = Grid.Fit(at);
        var missing = sequences.IndexOfAnyExcept(Payloads.PayloadEntry.None) < 0;
        var (lines, offs) = (ArrayPool<long>.Shared.Rent(at.Length), ArrayPool<long>.Shared.Rent(at.Length));
        grid.Split(at, lines, offs);
        var line = lines.AsSpan(0, at.Length);
        var off = offs.AsSpan(0, at.Length);
        var (least, width) = Bounds(off);
        byte flags = 0;
        if (grid.Fixed) flags |= OnGrid;
        var (folded, raised, flat) = Costs(off, least, width);
        if (raised < folded || flat < folded) flags |= AboveLeast;
        if (flat < Math.Min(folded, raised)) flags |= Flat;
        if (line[1..].IndexOfAnyExcept(1L) < 0) flags |= EveryLine;
        if (off.IndexOfAnyExcept(0L) < 0) flags |= Exact;
        if (!missing) flags |= Sequenced;
        if (!missing && Steady(sequences, line)) flags |= SteadySequence;
        if (lags.IndexOfAnyExcept(lags[0]) < 0) flags |= SteadyLag;
        to.Byte(flags);
        to.Signed(at[0] - day);
        to.Number((ulong)grid.Unit);
        to.Number((ulong)grid.Period);
        if ((flags & AboveLeast) != 0) to.Signed(least);
        if ((flags & Flat) != 0) to.Number(width);
        if (!missing) to.Signed(sequences[0]);
        to.Signed(lags[0]);
        Code(to, flags, line, off, (least, (uint)width), sequences, lags);
        ArrayPool<long>.Shared.Return(lines);
        ArrayPool<long>.Shared.Return(offs);
    }

    private static void Code(ArrayBufferWriter<byte> to, byte flags, ReadOnlySpan<long> line, ReadOnlySpan<long> off, (long Least, uint Width) bounds, ReadOnlySpan<long> sequences, ReadOnlySpan<long> lags)
    {
        var encoder = new RangeEncoder(to);
        var odds = new[] { new NumberOdds(), new NumberOdds(), new NumberOdds(), new NumberOdds() };
        for (var i = 1; i < line.Length; i++)
        {
            if ((flags & EveryLine) == 0) odds[0].Put(encoder, NumberOdds.Fold(line[i] - 1));
            if ((flags & Flat) != 0) encoder.PutFlat((uint)(off[i] - bounds.Least), bounds.Width);
            else if ((flags & Exact) == 0) odds[1].Put(encoder, (flags & AboveLeast) != 0 ? (ulong)(off[i] - bounds.Least) : NumberOdds.Fold(off[i]));
            if ((flags & (Sequenced | SteadySequence)) == Sequenced) odds[2].Put(encoder, NumberOdds.Fold(unchecked(sequences[i] - sequences[i - 1] - line[i])));
            if ((flags & SteadyLag) == 0) odds[3].Put(encoder, NumberOdds.Fold(lags[i] - lags[i - 1]));
        }

        encoder.Finish();
    }

    public static void Read(ReadOnlySpan<byte> bytes, long day, Span<long> at, Span<long> sequences, Span<long> lags)
    {
        var header = new ByteReader(bytes);
        var flags = header.Byte();
        at[0] = day + header.Signed();
        var (unit, period) = ((long)header.Number(), (long)header.Number());
        var least = (flags & AboveLeast) != 0 ? header.Signed() : 0;
        var width = (flags & Flat) != 0 ? (uint)Math.Max(1, header.Count(WidestFlat)) : 0;
        sequences[0] = (flags & Sequenced) != 0 ? header.Signed() : Payloads.PayloadEntry.None;
        lags[0] = header.Signed();
        var decoder = new RangeDecoder(header.Rest());
        var odds = new[] { new NumberOdds(), new NumberOdds(), new NumberOdds(), new NumberOdds() };
        var onLine = 0L;
        for (var i = 1; i < at.Length; i++)
        {
            var line = (flags & EveryLine) != 0 ? 1 : 1 + NumberOdds.Unfold(odds[0].Take(ref decoder));
            var off = (flags & Flat) != 0 ? least + decoder.TakeFlat(width)
                : (flags & Exact) != 0 ? 0
                : (flags & AboveLeast) != 0 ? least + (long)odds[1].Take(ref decoder) : NumberOdds.Unfold(odds[1].Take(ref decoder));
            onLine += line;
            at[i] = (flags & OnGrid) != 0 ? at[0] + (((onLine * period) + off) * unit) : at[i - 1] + ((period + off) * unit);
            sequences[i] = (flags & Sequenced) == 0 ? Payloads.PayloadEntry.None
                : unchecked(sequences[i - 1] + line + ((flags & SteadySequence) != 0 ? 0 : NumberOdds.Unfold(odds[2].Take(ref decoder))));
            lags[i] = (flags & SteadyLag) != 0 ? lags[0] : lags[i - 1] + NumberOdds.Unfold(odds[3].Take(ref decoder));
        }
    }

    private static bool Steady(ReadOnlySpan<long> sequences, ReadOnlySpan<long> line)
    {
        for (var i = 1; i < sequences.Length; i++)
            if (unchecked(sequences[i] - sequences[i - 1]) != line[i]) return false;
        return true;
    }

    private static (long Least, ulong Width) Bounds(ReadOnlySpan<long> off)
    {
        var (least, most) = (0L, 0L);
        foreach (var one in off) (least, most) = (Math.Min(least, one), Math.Max(most, one));
        return (least, (ulong)(most - least) + 1);
    }

    // In bits; where it is learned, two more for a number's length.
    private static (double Folded, double Raised, double Flat) Costs(ReadOnlySpan<long> off, long least, ulong width)
    {
        var (folded, raised) = (0.0, 0.0);
        foreach (var one in off)
        {
            folded += Math.Log2(1 + NumberOdds.Fold(one)) + 2;
            raised += Math.Log2(1 + (ulong)(one - least)) + 2;
        }

        return (folded, raised, width is > 1 and <= WidestFlat ? off.Length * Math.Log2(width) : double.MaxValue);
    }
}
