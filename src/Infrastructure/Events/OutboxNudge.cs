namespace IoTConsole.Infrastructure.Events;

/// <summary>Rung after a save with news, so that delivery does not wait for the next look.</summary>
public sealed class OutboxNudge : IDisposable
{
    private readonly SemaphoreSlim _bell = new(0, 1);

    public void Ring()
    {
        try
        {
            if (_bell.CurrentCount == 0) _bell.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody rang in between; one ring is enough.
        }
    }

    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => _bell.WaitAsync(atMost, ct);

    public void Dispose() => _bell.Dispose();
}
