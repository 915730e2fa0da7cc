using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>The broker's own TLS certificate. Asked at every handshake, so that a renewed one is used without a restart.</summary>
public interface IBrokerCertificate
{
    /// <summary>With private key; null until the module that owns it is ready, and connections are refused meanwhile.</summary>
    X509Certificate2? Leaf { get; }

    /// <summary>Sent after the leaf, so that a client which trusts only the root can follow.</summary>
    X509Certificate2Collection Intermediates { get; }
}
