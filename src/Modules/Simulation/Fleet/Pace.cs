namespace IoTConsole.Simulation.Fleet;

/// <summary>Shares out a rate among all that are catching up, so that live readings keep their place.</summary>
internal sealed class Pace(TimeProvider clock, int entriesPerSecond)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _free = DateTimeOffset.MinValue;

    /// <summary>Returns when so many entries may be sent.</summary>
    public async ValueTask WaitAsync(int entries, CancellationToken ct)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_free < now) _free = now;
            wait = _free - now;
            _free += TimeSpan.FromSeconds((double)entries / entriesPerSecond);
        }

        if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, ct);
    }
}
