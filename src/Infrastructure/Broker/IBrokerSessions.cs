namespace IoTConsole.Infrastructure.Broker;

/// <summary>A live connection as the System page shows it.</summary>
public sealed record BrokerSession(
    string ClientId, Guid TenantId, string RemoteAddress, string Protocol, bool Secure, DateTimeOffset ConnectedAt, long MessagesIn);

/// <summary>The embedded broker's live side.</summary>
public interface IBrokerSessions
{
    int Count { get; }

    int CountFor(Guid tenantId);

    bool IsConnected(string clientId);

    /// <summary>At most <paramref name="limit"/> sessions of one tenant (all tenants when null), newest first.</summary>
    IReadOnlyList<BrokerSession> List(Guid? tenantId, int limit);

    /// <summary>Delivers to the one session of this client id, never by topic matching. False when it is not connected, or takes so little that its queue is full.</summary>
    Task<bool> SendAsync(string clientId, string topic, ReadOnlyMemory<byte> payload, CancellationToken ct);

    /// <summary>Ends the live session and forgets its state. Quiet when there is none.</summary>
    Task DropAsync(string clientId, string reason, CancellationToken ct);

    /// <summary>Comes in the order in which it happened, and not for a mere takeover. Raised on a broker thread; handlers must not block.</summary>
    event Action<ConnectionIdentity, bool>? ConnectionChanged;
}
