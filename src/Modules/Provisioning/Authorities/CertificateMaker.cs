using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>What stands in the certificates we make (RFC 5280). Nothing is copied from a request but its public key.</summary>
internal static class CertificateMaker
{
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";

    public static X509Certificate2 Root(ECDsa key, string name, DateTimeOffset from, DateTimeOffset to)
    {
        var request = new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256);
        AddAuthorityMarks(request, pathLength: 1);
        return request.Create(request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), from, to, NewSerial());
    }

    public static X509Certificate2 Intermediate(ECDsa key, string name, X509Certificate2 root, ECDsa rootKey, DateTimeOffset from, DateTimeOffset to, string? listedAt = null)
    {
        var request = new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256);
        AddAuthorityMarks(request, pathLength: 0);
        AddList(request, listedAt);
        return Sign(request, root, rootKey, from, to);
    }

    /// <summary>What the offline root is asked to sign: the name, the key and what it is for, as PKCS #10 in PEM form.</summary>
    public static string IntermediateRequest(ECDsa key, string name)
    {
        var request = new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256);
        AddAuthorityMarks(request, pathLength: 0);
        return request.CreateSigningRequestPem();
    }

    public static X509Certificate2 Device(PublicKey key, string deviceId, X509Certificate2 issuer, ECDsa issuerKey, DateTimeOffset from, DateTimeOffset to, string? listedAt = null)
    {
        var request = new CertificateRequest(Named(deviceId), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        AddLeafMarks(request, ClientUse);
        AddList(request, listedAt);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri($"urn:iotconsole:device:{Uri.EscapeDataString(deviceId)}"));
        request.CertificateExtensions.Add(names.Build());
        return Sign(request, issuer, issuerKey, from, to);
    }

    public static X509Certificate2 Server(ECDsa key, IReadOnlyCollection<string> names, X509Certificate2 issuer, ECDsa issuerKey, DateTimeOffset from, DateTimeOffset to)
    {
        var request = new CertificateRequest(Named("IoTConsole"), key, HashAlgorithmName.SHA256);
        AddLeafMarks(request, ServerUse);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        return Sign(request, issuer, issuerKey, from, to);
    }

    private static X509Certificate2 Sign(CertificateRequest request, X509Certificate2 issuer, ECDsa issuerKey, DateTimeOffset from, DateTimeOffset to)
    {
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        // Nothing outlives its issuer, or a chain would be broken that looks whole.
        var (first, last) = (new DateTimeOffset(issuer.NotBefore), new DateTimeOffset(issuer.NotAfter));
        return request.Create(
            issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey), from < first ? first : from, to > last ? last : to, NewSerial());
    }

    private static void AddAuthorityMarks(CertificateRequest request, int pathLength)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, pathLength, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
    }

    private static void AddLeafMarks(CertificateRequest request, string use)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
    }

    private static void AddList(CertificateRequest request, string? listedAt)
    {
        if (listedAt is not null) request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([listedAt]));
    }

    private static X500DistinguishedName Named(string commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        return name.Build();
    }

    // Positive and at most 20 bytes, as RFC 5280 wants; random, so that it says nothing.
    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
