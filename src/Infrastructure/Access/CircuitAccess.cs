namespace IoTConsole.Infrastructure.Access;

/// <summary>Tells the pages of one circuit that the caller's grants or scope changed, so that they load again or leave. One a circuit.</summary>
public sealed class CircuitAccess
{
    /// <summary>Raised on the circuit's own thread, after the <see cref="Caller"/> was brought up to date.</summary>
    public event Action? Changed;

    public void Announce() => Changed?.Invoke();
}
