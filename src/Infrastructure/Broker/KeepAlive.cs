namespace IoTConsole.Infrastructure.Broker;

/// <summary>How long we have been listening to a client in vain, against the interval it named in its CONNECT. 0 switches it off.</summary>
internal sealed class KeepAlive(TimeProvider clock)
{
    private long _since;
    private int _seconds;
    private volatile bool _listening;

    public bool IsOver => _seconds > 0 && _listening && clock.GetElapsedTime(Volatile.Read(ref _since)).TotalSeconds > _seconds * 1.5;

    public void Begin(ushort seconds) => _seconds = seconds;

    public void Listen()
    {
        Volatile.Write(ref _since, clock.GetTimestamp());
        _listening = true;
    }

    public void Pause() => _listening = false;
}
