using System.Runtime.InteropServices;

namespace IoTConsole.Telemetry.Days;

/// <summary>The cadence of a series: every so many units of so many milliseconds, on fixed lines or from one reading to the next.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Grid(long Unit, long Period, bool Fixed)
{
    public static Grid Fit(ReadOnlySpan<long> at)
    {
        if (at.Length < 2) return new(1, 0, false);
        var unit = UnitOf(at);
        var gaps = new long[at.Length - 1];
        for (var i = 1; i < at.Length; i++) gaps[i - 1] = (at[i] - at[i - 1]) / unit;
        Array.Sort(gaps);
        var middle = gaps[gaps.Length / 2];
        if (middle == 0) return new(unit, 0, false);

        // Jitter moves the middle gap a little off the cadence the sensor was given, which is a round one.
        var best = new Grid(unit, middle, false);
        var cost = best.Cost(at);
        foreach (var period in new[] { middle, Round(middle, 1000 / Math.Min(1000, unit)), Round(middle, 60_000 / Math.Min(60_000, unit)) }.Distinct())
        {
            if (period <= 0) continue;
            var grid = new Grid(unit, period, true);
            var needs = grid.Cost(at);
            if (needs < cost) (best, cost) = (grid, needs);
        }

        return best;
    }

    /// <summary>Lines passed since the reading before (the first passes none), and units off the line or the period.</summary>
    public void Split(ReadOnlySpan<long> at, Span<long> lines, Span<long> offs)
    {
        lines[0] = offs[0] = 0;
        var before = 0L;
        for (var i = 1; i < at.Length; i++)
        {
            if (!Fixed)
            {
                (lines[i], offs[i]) = (1, ((at[i] - at[i - 1]) / Unit) - Period);
                continue;
            }

            var units = (at[i] - at[0]) / Unit;
            var line = (units + (Period / 2)) / Period;
            (lines[i], offs[i]) = (line - before, units - (line * Period));
            before = line;
        }
    }

    // In bits: the offs as numbers to be learned, or as equally likely within their width, whichever is less.
    private double Cost(ReadOnlySpan<long> at)
    {
        var (lines, offs) = (new long[at.Length], new long[at.Length]);
        Split(at, lines, offs);
        var (least, most) = (offs.Min(), offs.Max());
        var (folded, raised, passed) = (0.0, 0.0, 0.0);
        for (var i = 1; i < offs.Length; i++)
        {
            folded += Math.Log2(1 + NumberOdds.Fold(offs[i])) + 2;
            raised += Math.Log2(1 + offs[i] - least) + 2;
            passed += Math.Log2(1 + NumberOdds.Fold(lines[i] - 1));
        }

        return passed + Math.Min(Math.Min(folded, raised), offs.Length * Math.Log2(1 + most - least));
    }

    private static long Round(long value, long to) => to <= 1 ? value : (value + (to / 2)) / to * to;

    private static long UnitOf(ReadOnlySpan<long> at)
    {
        var unit = 0L;
        for (var i = 1; i < at.Length && unit != 1; i++)
        {
            var (a, b) = (unit, at[i] - at[0]);
            while (b != 0) (a, b) = (b, a % b);
            unit = a;
        }

        return Math.Max(1, unit);
    }
}
