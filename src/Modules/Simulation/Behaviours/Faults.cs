namespace IoTConsole.Simulation.Behaviours;

/// <summary>What is wrong with a device, decided once by its seed. Most have nothing; radio and clocks are never perfect.</summary>
/// <param name="Loss">Share of reports that nobody hears.</param>
/// <param name="Repeats">Share of reports heard twice.</param>
/// <param name="SkewSeconds">How far its clock is off.</param>
/// <param name="Stuck">Seconds after birth from which its value no longer moves; null for never.</param>
/// <param name="Silent">Seconds after birth from which it says nothing more; null for never.</param>
/// <param name="Holds">Reports it keeps back and then sends together; 1 for none.</param>
/// <param name="RestartSlots">Intervals between restarts, each of which begins its counting anew; 0 for never.</param>
/// <param name="BatteryUsed">Share of its cell's life used before birth.</param>
internal sealed record Faults(
    double Loss, double Repeats, int SkewSeconds, int? Stuck, int? Silent, int Holds, int RestartSlots, double BatteryUsed)
{
    // Of the yardstick's 60,000 sensors 98 are low and 55 are offline.
    private const double LowShare = 98.0 / 60_000;
    private const double SilentShare = 55.0 / 60_000;

    /// <param name="rank">The device's place in its fleet, 0 to <paramref name="fleet"/> - 1: faults are spread evenly, and every fleet has one of each.</param>
    public static Faults Of(ulong seed, int rank, int fleet)
    {
        var low = Falls(rank, fleet, LowShare, 0.31);
        var silent = Falls(rank, fleet, SilentShare, 0.77);
        var alone = !low && !silent;
        return new Faults(
            Loss: 0.003 + (0.004 * Chance.Unit(seed, 11)),
            Repeats: 0.001,
            SkewSeconds: Chance.Unit(seed, 12) < 0.02 ? (int)(180 * (Chance.Unit(seed, 13) - 0.5)) : 0,
            Stuck: alone && Falls(rank, fleet, 0.0005, 0.545) ? 1200 + (int)(Chance.Unit(seed, 14) * 1200) : null,
            Silent: silent ? 300 + (int)(Chance.Unit(seed, 15) * 900) : null,
            Holds: alone && Falls(rank, fleet, 0.001, 0.12) ? 10 : 1,
            RestartSlots: alone && Falls(rank, fleet, 0.002, 0.93) ? 240 + (int)(Chance.Unit(seed, 16) * 240) : 0,
            BatteryUsed: low ? 0.985 + (0.01 * Chance.Unit(seed, 17)) : 0.05 + (0.6 * Chance.Unit(seed, 18)));
    }

    // Exactly share × fleet of the ranks, at least one, evenly apart.
    private static bool Falls(int rank, int fleet, double share, double offset)
    {
        var count = Math.Max(1, (int)Math.Round(fleet * share));
        var place = (rank + (offset * fleet / count)) * count / fleet;
        var before = (rank - 1 + (offset * fleet / count)) * count / fleet;
        return Math.Floor(place) > Math.Floor(before);
    }
}
