namespace IoTConsole.Infrastructure.Broker;

/// <summary>An admitted client, from the gate's yes until its connection ends.</summary>
internal sealed class LiveSession(
    ConnectionIdentity identity, string remoteAddress, string protocol, bool secure, DateTimeOffset at, BrokerChannel? channel)
{
    private long _messagesIn;

    public ConnectionIdentity Identity { get; } = identity;

    public string RemoteAddress { get; } = remoteAddress;

    public bool IsVersion5 { get; } = protocol == "MQTT 5";

    public BrokerChannel? Channel { get; } = channel;

    public bool Connected { get; set; }

    /// <summary>The client was connected until this session took over: for everyone else it never left.</summary>
    public bool TookOver { get; set; }

    /// <summary>No longer wanted: what still arrives from it is not taken.</summary>
    public bool Dropped { get; set; }

    public TakenOnce Once { get; set; } = new();

    public void Count() => Interlocked.Increment(ref _messagesIn);

    public BrokerSession Show() => new(
        Identity.ClientId, Identity.TenantId, RemoteAddress, protocol, secure, at, Interlocked.Read(ref _messagesIn));
}
