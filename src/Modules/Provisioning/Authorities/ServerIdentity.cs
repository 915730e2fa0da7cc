using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Provisioning.Contracts;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>
/// The console's own leaf. Devices trust the root and not the leaf, so the key lives in memory only and every start makes a
/// new one: nothing to steal, nothing to restore.
/// </summary>
internal sealed class ServerIdentity(EmbeddedAuthority authority, PkiSettings settings, TimeProvider clock) : IServerIdentity, IBrokerCertificate
{
    private readonly Lock _renewing = new();
    private X509Certificate2? _certificate;
    private EmbeddedAuthority.Issuer? _issuer;
    private DateTimeOffset _from;
    private DateTimeOffset _to;

    public X509Certificate2 Certificate
    {
        get
        {
            // Also when the clock was set back since: devices would take it for a certificate of the future.
            if (_certificate is null || clock.GetUtcNow() < _from || clock.GetUtcNow() > _to || IsOrphan) Renew();
            return _certificate!;
        }
    }

    // Read after the leaf: the two belong together.
    public X509Certificate2Collection Chain => [(_issuer?.Certificate ?? authority.Intermediate)];

    X509Certificate2? IBrokerCertificate.Leaf => authority.IsOpen ? Certificate : null;

    X509Certificate2Collection IBrokerCertificate.Intermediates => Chain;

    public string RootPem => authority.Root.ExportCertificatePem();

    /// <summary>Makes a new leaf when there is none or less than a third of its life is left. True when it did.</summary>
    public bool Renew()
    {
        lock (_renewing)
        {
            var now = clock.GetUtcNow();
            if (_certificate is not null && !IsOrphan && now >= _from && _to - now > TimeSpan.FromDays(settings.ServerDays / 3.0)) return false;

            // The old one is left to the collector: a handshake may still be using it.
            var made = Make();
            (_from, _to) = (new(made.NotBefore), new(made.NotAfter));

            // Before the authority's own time there is none that begins earlier; it is made once and not for every handshake.
            if (now < _from) _from = now;
            _certificate = made;
            return true;
        }
    }

    // Devices that read the root's list would refuse a leaf of a revoked intermediate.
    private bool IsOrphan => _issuer is not null && authority.FindIssuer(_issuer.Thumbprint)?.RevokedAt is not null;

    private X509Certificate2 Make()
    {
        var names = new[] { "localhost", "127.0.0.1", "::1" }.Concat(settings.NameList).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = authority.IssueForServer(key, names, out _issuer);
        var certificate = bare.CopyWithPrivateKey(key);

        // Windows does TLS only with keys it keeps itself.
        return OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null) : certificate;
    }
}
