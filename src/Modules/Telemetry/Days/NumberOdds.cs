using System.Numerics;

namespace IoTConsole.Telemetry.Days;

/// <summary>Odds of whole numbers that are mostly small: how many bits one has, and its leading bits; the rest is written as it is.</summary>
internal sealed class NumberOdds
{
    private const int Modelled = 3;
    private readonly Odds[] _length = new Odds[128];
    private readonly Odds[] _leading = new Odds[65 << Modelled];

    public void Put(RangeEncoder to, ulong number)
    {
        var length = 64 - BitOperations.LeadingZeroCount(number);
        var node = 1;
        for (var bit = 6; bit >= 0; bit--)
        {
            var one = ((length >> bit) & 1) != 0;
            to.Put(ref _length[node], one);
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
        var node = 1;
        for (var bit = 0; bit < 7; bit++) node = (node << 1) | (from.Take(ref _length[node]) ? 1 : 0);
        var length = node - 128;
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
