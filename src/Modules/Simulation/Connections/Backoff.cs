namespace IoTConsole.Simulation.Connections;

/// <summary>How long to stay away after a failure: doubling, at most a minute, and never all devices at the same moment.</summary>
internal static class Backoff
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <param name="failures">In a row, from 1.</param>
    /// <param name="chance">0 to 1, another for each device and failure.</param>
    public static TimeSpan After(int failures, double chance)
    {
        var most = Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(failures, 10)));
        return TimeSpan.FromSeconds((0.5 * most) + (0.5 * most * chance));
    }
}
