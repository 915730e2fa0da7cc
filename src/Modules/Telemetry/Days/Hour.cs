using System.Runtime.InteropServices;
using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Telemetry.Days;

/// <summary>What one hour of one series says, kept long after its readings are gone.</summary>
/// <param name="Count">Readings, text included.</param>
/// <param name="Numbers">Those with a number; without any, the other values are NaN.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Hour(long Start, int Count, int Numbers, double Minimum, double Maximum, double Sum, double First, double Last)
{
    public const long Length = 3_600_000;

    public static List<Hour> Of(Run run)
    {
        var hours = new List<Hour>(24);
        for (var i = 0; i < run.Count;)
        {
            var start = run.At[i] / Length * Length;
            var (first, numbers, least, most, sum, earliest, last) = (i, 0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
            for (; i < run.Count && run.At[i] < start + Length; i++)
            {
                if (run.Kinds[i] == ReadingKind.Text) continue;
                var number = last = run.Numbers[i];
                (least, most, sum, earliest) = numbers++ == 0 ? (number, number, number, number) : (Math.Min(least, number), Math.Max(most, number), sum + number, earliest);
            }

            hours.Add(new(start, i - first, numbers, least, most, sum, earliest, last));
        }

        return hours;
    }

    /// <summary>The hours of a series after late readings: recomputed where its readings are still there, added to where they are gone.</summary>
    /// <param name="known">As they were; they may know of readings that were removed since.</param>
    /// <param name="settled">Of the readings the known hours were made from, as far as they are there.</param>
    /// <param name="late">Of those that came since.</param>
    /// <param name="all">Of both together.</param>
    public static List<Hour> Merge(List<Hour> known, List<Hour> settled, List<Hour> late, List<Hour> all)
    {
        var gone = known.Where(k => k.Count > settled.Find(s => s.Start == k.Start).Count).ToList();
        if (gone.Count == 0) return all;
        var merged = all.Where(a => gone.TrueForAll(g => g.Start != a.Start));
        return [.. merged.Concat(gone.Select(g => late.Exists(l => l.Start == g.Start) ? g.With(late.Find(l => l.Start == g.Start)) : g)).OrderBy(h => h.Start)];
    }

    private Hour With(Hour other)
    {
        if (Numbers == 0 || other.Numbers == 0) return (Numbers == 0 ? other : this) with { Count = Count + other.Count };
        return new(Start, Count + other.Count, Numbers + other.Numbers, Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum), Sum + other.Sum, First, Last);
    }
}
