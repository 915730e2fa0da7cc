namespace IoTConsole.Simulation.Behaviours;

/// <summary>
/// Chance that can be asked again: the same question has the same answer in every process, so that what a device would have said
/// at any moment can be computed without having simulated the time before it.
/// </summary>
internal static class Chance
{
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    public static ulong Of(ulong seed, ulong question) => Mix(seed ^ Mix(question));

    public static ulong Of(ulong seed, string name)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var letter in name) hash = (hash ^ letter) * 0x100000001B3;
        return Of(seed, hash);
    }

    /// <summary>0 (inclusive) to 1 (exclusive).</summary>
    public static double Unit(ulong seed, long question) => (Of(seed, (ulong)question) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Roughly normal: mean 0, standard deviation 1, never beyond 3.5.</summary>
    public static double Bell(ulong seed, long question)
    {
        var bits = Of(seed, (ulong)question);
        // Four uniform sixteenths of a word: their sum is near enough to normal, with tails that stay physical.
        var sum = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        return ((sum / 65535.0) - 2.0) * Math.Sqrt(3.0);
    }

    /// <summary>Wanders smoothly between -1 and 1, with a new direction every <paramref name="period"/> seconds.</summary>
    public static double Wander(ulong seed, long at, long period)
    {
        var cell = Math.DivRem(at, period, out var inside);
        if (inside < 0) (cell, inside) = (cell - 1, inside + period);
        var share = (double)inside / period;
        share = share * share * (3 - (2 * share));
        var from = (2 * Unit(seed, cell)) - 1;
        var to = (2 * Unit(seed, cell + 1)) - 1;
        return from + ((to - from) * share);
    }
}
