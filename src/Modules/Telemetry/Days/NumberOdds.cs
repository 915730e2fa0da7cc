using System.Numerics;

namespace IoTConsole.Telemetry.Days;

/// <summary>Odds of whole numbers that are mostly small: how many bits one has, and its leading bits; the rest is written as it is.</summary>
internal sealed class NumberOdds
{
    private const int Modelled = 3;
    private const int Long = 8;
    private readonly Odds[] _lengths = new Odds[Long];
    private readonly Odds[] _long = new Odds[128];
    private readonly Odds[] _leading = new Odds[65 << Modelled];
    private Odds _zero;
    private Odds _short;

    public void Put(RangeEncoder to, ulong number)
    {
        // Most are nothing or short: they are told in one answer, or in four or five.
        to.Put(ref _zero, number == 0);
        if (number == 0) return;
        var length = 64 - BitOperations.LeadingZeroCount(number);
        to.Put(ref _short, length < Long);
        var node = 1;
        for (var bit = length < Long ? 2 : 6; bit >= 0; bit--)
        {
            var one = ((length >> bit) & 1) != 0;
            to.Put(ref length < Long ? ref _lengths[node] : ref _long[node], one);
            node = (node << 1) | (one ? 1 : 0);
        }

        if (length < 2) return;
        var rest = length - 1; // the highest bit is known
        var modelled = Math.Min(rest, Modelled);
        node = 1;
        for (var i = 1; i <= modelled; i++)
        {
            var one = ((number >> (rest - i)) & 1) != 0;
            to.Put(ref _leading[(length << Modelled) + node], one);
            node = (node << 1) | (one ? 1 : 0);
        }

        to.PutRaw(number, rest - modelled);
    }

    public ulong Take(ref RangeDecoder from)
    {
        if (from.Take(ref _zero)) return 0;
        var node = 1;
        int length;
        if (from.Take(ref _short))
        {
            for (var bit = 0; bit < 3; bit++) node = (node << 1) | (from.Take(ref _lengths[node]) ? 1 : 0);
            length = node - Long;
        }
        else
        {
            for (var bit = 0; bit < 7; bit++) node = (node << 1) | (from.Take(ref _long[node]) ? 1 : 0);
            length = node - 128;
        }

        if (length < 2) return (ulong)length;
        if (length > 64) throw new InvalidDataException("A number of more than 64 bits.");
        var rest = length - 1;
        var modelled = Math.Min(rest, Modelled);
        node = 1;
        for (var i = 0; i < modelled; i++) node = (node << 1) | (from.Take(ref _leading[(length << Modelled) + node]) ? 1 : 0);
        return ((ulong)node << (rest - modelled)) | from.TakeRaw(rest - modelled);
    }

    /// <summary>Small numbers of either sign become small numbers.</summary>
    public static ulong Fold(long number) => (ulong)((number << 1) ^ (number >> 63));

    public static long Unfold(ulong number) => (long)(number >> 1) ^ -(long)(number & 1);
}
