namespace IoTConsole.Infrastructure.Broker;

/// <summary>An admitted client, from the gate's yes until it leaves.</summary>
internal sealed class LiveSession(ConnectionIdentity identity, string remoteAddress, string protocol, bool secure, DateTimeOffset at)
{
    private long _messagesIn;

    public ConnectionIdentity Identity { get; } = identity;

    public string RemoteAddress { get; } = remoteAddress;

    public bool IsVersion5 { get; } = protocol == "MQTT 5";

    public bool Connected { get; set; }

    public void Count() => Interlocked.Increment(ref _messagesIn);

    public BrokerSession Show() => new(
        Identity.ClientId, Identity.TenantId, RemoteAddress, protocol, secure, at, Interlocked.Read(ref _messagesIn));
}
