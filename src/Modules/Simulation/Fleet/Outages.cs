namespace IoTConsole.Simulation.Fleet;

/// <summary>When a gateway has no line. One in twenty-five, starting with the second, loses it for twelve minutes every three hours.</summary>
internal static class Outages
{
    private const long Every = 3 * 3600;
    private const long First = 900;
    private const long Lasts = 720;

    /// <param name="gateway">Number of its building, from 1.</param>
    /// <param name="born">Seconds since 1970, as <paramref name="at"/>.</param>
    public static bool IsDown(int gateway, long born, long at) =>
        gateway % 25 == 2 && at - born is >= First and var age && (age - First) % Every < Lasts;
}
