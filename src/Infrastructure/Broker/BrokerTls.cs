using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// The TLS side: a client certificate is asked for and kept, whatever it is worth. Judging it is the gate's work, which can
/// answer with a reason code; a failed handshake tells a device nothing.
/// </summary>
internal sealed class BrokerTls(IBrokerCertificate certificate, BrokerSettings settings)
{
    /// <summary>Where a connection keeps what the client sent besides its leaf certificate.</summary>
    public const string PresentedKey = "IoTConsole.Presented";

    private readonly Lock _lock = new();
    private X509Certificate2? _leaf;
    private SslStreamCertificateContext? _context;

    public TlsHandshakeCallbackOptions Options() => new()
    {
        HandshakeTimeout = TimeSpan.FromSeconds(settings.ConnectSeconds),
        OnConnection = handshake => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Context(),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateRequired = true,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,

            // The platform builds a chain before it calls back; without this it could go to the network for it.
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                DisableCertificateDownloads = true,
                RevocationMode = X509RevocationMode.NoCheck,
                VerificationFlags = X509VerificationFlags.AllFlags,
            },
            RemoteCertificateValidationCallback = (_, leaf, chain, _) =>
            {
                if (leaf is not null && chain is not null)
                    handshake.Connection.Items[PresentedKey] = (IReadOnlyList<X509Certificate2>)chain.ChainPolicy.ExtraStore.Select(c => X509CertificateLoader.LoadCertificate(c.RawData)).ToList();
                return true;
            },
        }),
    };

    /// <summary>Leaf and intermediates, built once a certificate: MQTTnet's own listener sends the leaf alone.</summary>
    private SslStreamCertificateContext Context()
    {
        var leaf = certificate.Leaf ?? throw new AuthenticationException("The broker's certificate is not ready yet.");
        lock (_lock)
        {
            if (_context is null || !ReferenceEquals(_leaf, leaf))
                (_leaf, _context) = (leaf, SslStreamCertificateContext.Create(leaf, certificate.Intermediates, offline: true));
            return _context;
        }
    }
}
