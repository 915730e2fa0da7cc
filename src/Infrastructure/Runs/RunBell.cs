namespace IoTConsole.Infrastructure.Runs;

/// <summary>Rung when there is a run to begin, so that it does not wait for the clock; and one worker at a time in this process.</summary>
internal sealed class RunBell : IDisposable
{
    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly SemaphoreSlim _turn = new(1, 1);

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

    public Task WaitAsync(CancellationToken ct) => _bell.WaitAsync(ct);

    /// <summary>Null when a worker of this process is busy already.</summary>
    public IDisposable? TryBegin() => _turn.Wait(0) ? new Turn(_turn) : null;

    public void Dispose()
    {
        _bell.Dispose();
        _turn.Dispose();
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
