using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Simulation.Connections;

/// <summary>Where devices connect, and the root by which they know that it is the right place.</summary>
/// <param name="Roots">One or more PEM certificates; nothing else is trusted.</param>
internal sealed record BrokerTarget(string Host, int Port, string Roots)
{
    private readonly Lazy<X509Certificate2Collection> _roots = new(() =>
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(Roots);
        return roots;
    });

    /// <exception cref="FormatException">Not a host and a port.</exception>
    public static (string Host, int Port) Split(string address)
    {
        var colon = address.LastIndexOf(':');
        if (colon < 0) return (address, 8883);
        return int.TryParse(address[(colon + 1)..], out var port) && port is > 0 and < 65536
            ? (address[..colon].Trim('[', ']'), port)
            : throw new FormatException($"“{address}” is not host:port.");
    }

    /// <summary>As a device does it: the name must fit and the chain must end in a root of ours. Revocation is the server's business, not the device's.</summary>
    public bool Trusts(X509Certificate? presented, X509Chain? handshake, SslPolicyErrors errors)
    {
        if (presented is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return false;
        using var leaf = X509CertificateLoader.LoadCertificate(presented.GetRawCertData());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots.Value);
        if (handshake is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(handshake.ChainPolicy.ExtraStore);
            foreach (var element in handshake.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(leaf);
    }
}
