using System.Buffers;
using System.Runtime.InteropServices;

namespace IoTConsole.Telemetry.Days;

/// <summary>
/// Doubles, bit for bit. What was read off a display (21.5) is kept as a whole number of tenths; anything else as its bits in
/// an order that keeps neighbours near. Each is told by its difference from a guess made of those before.
/// </summary>
internal static class NumberColumn
{
    private const byte AsBits = 31;
    private const byte Constant = 32;
    private static readonly double[] _tens = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

    /// <summary>Kinds of guess: the last value, or a mean of the past that follows it by half, a quarter, an eighth.</summary>
    private const int Guesses = 4;

    public static void Write(ArrayBufferWriter<byte> to, ReadOnlySpan<double> values)
    {
        if (values.Length == 0) return;
        var whole = ArrayPool<long>.Shared.Rent(values.Length);
        try
        {
            var numbers = whole.AsSpan(0, values.Length);
            var scale = Scale(values, numbers);
            var step = Step(numbers);
            if (step == 0)
            {
                to.Byte((byte)(scale | Constant));
                to.Signed(numbers[0]);
                return;
            }

            var guess = BestGuess(numbers, step);
            to.Byte((byte)(scale | (guess << 6)));
            to.Signed(numbers[0]);
            to.Number(step);
            Code(to, numbers, step, guess);
        }
        finally
        {
            ArrayPool<long>.Shared.Return(whole);
        }
    }

    private static void Code(ArrayBufferWriter<byte> to, ReadOnlySpan<long> numbers, ulong step, int guess)
    {
        var encoder = new RangeEncoder(to);
        var odds = new[] { new NumberOdds(), new NumberOdds(), new NumberOdds() };
        var past = new Past(guess);
        ulong before = 0;
        for (var i = 1; i < numbers.Length; i++)
        {
            var value = Steps(numbers[i], numbers[0], step);
            var difference = NumberOdds.Fold(unchecked(value - past.Guess));
            odds[Context(before)].Put(encoder, difference);
            past.Saw(value);
            before = difference;
        }

        encoder.Finish();
    }

    /// <param name="bytes">Up to the end of the column.</param>
    public static void Read(ReadOnlySpan<byte> bytes, Span<double> into)
    {
        if (into.Length == 0) return;
        var header = new ByteReader(bytes);
        var first = header.Byte();
        var (scale, guess) = (first & 31, first >> 6);
        var start = header.Signed();
        if ((first & Constant) != 0)
        {
            into.Fill(Double(start, scale));
            return;
        }

        var step = header.Number();
        var decoder = new RangeDecoder(header.Rest());
        var odds = new[] { new NumberOdds(), new NumberOdds(), new NumberOdds() };
        var past = new Past(guess);
        ulong before = 0;
        into[0] = Double(start, scale);
        for (var i = 1; i < into.Length; i++)
        {
            before = odds[Context(before)].Take(ref decoder);
            var value = unchecked(past.Guess + NumberOdds.Unfold(before));
            into[i] = Double(unchecked(start + (value * (long)step)), scale);
            past.Saw(value);
        }
    }

    private static int Context(ulong before) => before == 0 ? 0 : before < 8 ? 1 : 2;

    private static long Steps(long number, long first, ulong step) => unchecked((number - first) / (long)step);

    // The smallest power of ten that makes every value whole and gives back the same bits.
    private static int Scale(ReadOnlySpan<double> values, Span<long> whole)
    {
        for (var scale = 0; scale < _tens.Length; scale++)
            if (Fits(values, whole, scale)) return scale;
        for (var i = 0; i < values.Length; i++)
        {
            var bits = BitConverter.DoubleToInt64Bits(values[i]);
            whole[i] = bits ^ ((bits >> 63) & long.MaxValue);
        }

        return AsBits;
    }

    private static bool Fits(ReadOnlySpan<double> values, Span<long> whole, int scale)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var scaled = Math.Round(values[i] * _tens[scale]);
            if (!(Math.Abs(scaled) < 1L << 52)) return false;
            whole[i] = (long)scaled;
            if (BitConverter.DoubleToInt64Bits(Double(whole[i], scale)) != BitConverter.DoubleToInt64Bits(values[i])) return false;
        }

        return true;
    }

    private static double Double(long whole, int scale) => scale == AsBits
        ? BitConverter.Int64BitsToDouble(whole ^ ((whole >> 63) & long.MaxValue))
        : whole / _tens[Math.Min(scale, _tens.Length - 1)];

    // Sensors count in steps of their own: quarters, fives. Zero when nothing changes; differences of bits may wrap, so those go by one.
    private static ulong Step(ReadOnlySpan<long> numbers)
    {
        ulong step = 0;
        for (var i = 1; i < numbers.Length && step != 1; i++)
        {
            var difference = (Int128)numbers[i] - numbers[0];
            if (difference > long.MaxValue || difference < -long.MaxValue) return 1;
            var (a, b) = (step, (ulong)Int128.Abs(difference));
            while (b != 0) (a, b) = (b, a % b);
            step = a;
        }

        return step;
    }

    private static int BestGuess(ReadOnlySpan<long> numbers, ulong step)
    {
        Span<double> costs = stackalloc double[Guesses];
        for (var guess = 0; guess < Guesses; guess++)
        {
            var past = new Past(guess);
            for (var i = 1; i < numbers.Length; i++)
            {
                var value = Steps(numbers[i], numbers[0], step);
                costs[guess] += Math.Log2(1 + NumberOdds.Fold(unchecked(value - past.Guess)));
                past.Saw(value);
            }
        }

        return costs.IndexOf(Minimum(costs));
    }

    private static double Minimum(ReadOnlySpan<double> costs)
    {
        var least = costs[0];
        foreach (var cost in costs) least = Math.Min(least, cost);
        return least;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Past(int follows)
    {
        private long _mean;

        public readonly long Guess => follows == 0 ? _mean : unchecked(_mean + 128) >> 8;

        public void Saw(long value)
        {
            // In 256ths; far jumps would overflow and are then a bad guess, the same on both sides.
            if (follows == 0) _mean = value;
            else _mean = unchecked(_mean + (((value << 8) - _mean) >> follows));
        }
    }
}
