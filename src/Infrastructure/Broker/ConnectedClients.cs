using System.Collections.Concurrent;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// Who is admitted and who is connected. One change at a time, so that the news of a client that leaves and returns comes in
/// that order, and a takeover is no news at all.
/// </summary>
internal sealed class ConnectedClients(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, LiveSession> _current = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _drops = new(StringComparer.Ordinal);
    private int _count;

    public event Action<ConnectionIdentity, bool>? Changed;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Walks the live collection; a copy of it would be large with every look.</summary>
    public IEnumerable<LiveSession> Connected => _current.Where(c => c.Value.Connected).Select(c => c.Value);

    public LiveSession? Find(string clientId) => _current.GetValueOrDefault(clientId);

    /// <summary>From here on the client id is this session's; MQTTnet ends the one before.</summary>
    public void Admit(LiveSession session)
    {
        lock (_lock)
        {
            session.TookOver = Find(session.Identity.ClientId) is { } before && (before.Connected || before.TookOver);
            _current[session.Identity.ClientId] = session;
        }
    }

    public void Join(LiveSession session)
    {
        lock (_lock)
        {
            if (Find(session.Identity.ClientId) != session || session.Connected) return;
            session.Connected = true;
            if (!session.TookOver) Tell(session, true);
        }
    }

    public void Leave(LiveSession session)
    {
        lock (_lock)
        {
            if (!_current.TryRemove(new(session.Identity.ClientId, session))) return;
            var wasThere = session.Connected || session.TookOver;
            session.Connected = false;
            if (wasThere) Tell(session, false);
        }
    }

    /// <summary>Notes that the client is no longer wanted, also for one that is being judged at this moment.</summary>
    public LiveSession? Drop(string clientId)
    {
        _drops[clientId] = clock.GetTimestamp();
        if (Find(clientId) is not { } session) return null;
        session.Dropped = true;
        return session;
    }

    public bool WasDroppedSince(string clientId, long timestamp) => _drops.TryGetValue(clientId, out var at) && at >= timestamp;

    /// <summary>No admission takes as long as <paramref name="age"/>.</summary>
    public void ForgetDrops(TimeSpan age)
    {
        foreach (var drop in _drops)
        {
            if (clock.GetElapsedTime(drop.Value) > age) _drops.TryRemove(drop);
        }
    }

    private void Tell(LiveSession session, bool connected)
    {
        Volatile.Write(ref _count, _count + (connected ? 1 : -1));
        BrokerMetrics.Connections.Add(connected ? 1 : -1);
        Changed?.Invoke(session.Identity, connected);
    }
}
