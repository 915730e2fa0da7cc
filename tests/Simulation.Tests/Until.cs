namespace IoTConsole.Simulation.Tests;

/// <summary>Waits for a condition, never for a time.</summary>
internal static class Until
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var giveUp = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(giveUp) < _patience, $"Waited in vain: {what}");
            await tick.WaitForNextTickAsync();
        }
    }
}
