using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>What a client presents when it connects.</summary>
/// <param name="Certificate">The leaf it proved possession of in the TLS handshake; null on the plain loopback port.</param>
/// <param name="Presented">What it sent besides the leaf: intermediates, unordered, untrusted.</param>
/// <param name="Secure">False only on the plain loopback port.</param>
public sealed record ConnectAttempt(
    string ClientId,
    string? UserName,
    byte[]? Password,
    X509Certificate2? Certificate,
    IReadOnlyList<X509Certificate2> Presented,
    bool Secure,
    string RemoteAddress);

/// <summary>MQTT 5 CONNACK reason codes we use; MQTT 3.1.1 clients get the nearest return code. Source: OASIS MQTT 5.0, 3.2.2.2.</summary>
public enum ConnectRefusal : byte
{
    ClientIdentifierNotValid = 0x85,
    BadUserNameOrPassword = 0x86,
    NotAuthorized = 0x87,
    ServerBusy = 0x89,
    Banned = 0x8A,
    QuotaExceeded = 0x97,
}

/// <summary>The gate's answer. A refusal carries the counted reason and a sentence for the operator's log.</summary>
/// <param name="Identity">What the client may act as: attached to its session and handed to every publish. Its client id is the attempt's, or the client is refused.</param>
/// <param name="TenantId">Whose refusal it is, where that is known: its people see it counted. Otherwise it belongs to the platform.</param>
public sealed record ConnectVerdict(ConnectionIdentity? Identity, ConnectRefusal? Refusal, string? Reason, string? Detail, Guid? TenantId = null)
{
    public static ConnectVerdict Accept(ConnectionIdentity identity) => new(identity, null, null, null);

    /// <param name="reason">Short, stable, hyphenated: a metric label, for example <c>certificate-expired</c>.</param>
    public static ConnectVerdict Refuse(ConnectRefusal code, string reason, string detail, Guid? tenantId = null) => new(null, code, reason, detail, tenantId);
}

/// <summary>An accepted client. The module that owns identities derives from it.</summary>
public abstract class ConnectionIdentity
{
    /// <summary>Equals the MQTT client id.</summary>
    public abstract string ClientId { get; }

    public abstract Guid TenantId { get; }
}

/// <summary>Asked once for every CONNECT, before a session is taken over. Implemented by the module that owns identities.</summary>
public interface IConnectGate
{
    Task<ConnectVerdict> AdmitAsync(ConnectAttempt attempt, CancellationToken ct);
}
