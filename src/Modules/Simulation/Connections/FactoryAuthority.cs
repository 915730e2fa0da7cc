using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Simulation.Connections;

/// <summary>
/// The maker of virtual devices: a certificate authority whose key lies in a directory of its own, and the devices it has made. What was
/// made once is found again, so a fleet keeps its identities over restarts.
/// </summary>
internal sealed class FactoryAuthority
{
    private const int AuthorityYears = 30;
    private const int DeviceYears = 15;
    private readonly string _directory;
    private readonly X509Certificate2 _authority;
    private readonly TimeProvider _clock;

    private FactoryAuthority(string directory, X509Certificate2 authority, TimeProvider clock) =>
        (_directory, _authority, _clock) = (directory, authority, clock);

    /// <summary>What a console must trust, PEM.</summary>
    public string Pem => _authority.ExportCertificatePem();

    /// <summary>Finds the authority in this directory or makes it, keys readable by the owner only.</summary>
    public static FactoryAuthority Open(string directory, string name, TimeProvider clock)
    {
        MakePrivate(directory);
        var file = Path.Combine(directory, "factory.pem");
        if (!File.Exists(file)) WritePrivate(file, MakeAuthority(name, clock.GetUtcNow()));
        return new FactoryAuthority(directory, X509Certificate2.CreateFromPemFile(file), clock);
    }

    /// <summary>The certificate and key of the device with this id; made at the first call.</summary>
    public X509Certificate2 DeviceOf(string deviceId)
    {
        var file = Path.Combine(_directory, deviceId.Replace(':', '_') + ".pem");
        if (!File.Exists(file)) WritePrivate(file, MakeDevice(deviceId));
        return Usable(X509Certificate2.CreateFromPemFile(file));
    }

    /// <summary>With a key that TLS can use on every system.</summary>
    public static X509Certificate2 Usable(X509Certificate2 fromPem)
    {
        // Windows cannot use a key that exists in memory only.
        if (!OperatingSystem.IsWindows()) return fromPem;
        using (fromPem) return X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), null);
    }

    private static string MakeAuthority(string name, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={name} factory authority"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(AuthorityYears));
        return made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private string MakeDevice(string deviceId)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={deviceId}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, true, false));
        var now = _clock.GetUtcNow();
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x01); // a positive number without leading zeros (RFC 5280, 4.1.2.2)
        using var made = request.Create(_authority, now.AddDays(-1), now.AddYears(DeviceYears), serial);
        return made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static void MakePrivate(string directory)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public static void WritePrivate(string file, string text)
    {
        // Whole or not at all: a half-written key would stop the fleet at the next start.
        var draft = file + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, options)) writer.Write(text);
        File.Move(draft, file, overwrite: true);
    }
}
