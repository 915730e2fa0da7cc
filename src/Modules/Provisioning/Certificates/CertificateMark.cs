using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>
/// Issuer and serial number as one short text, by which revocation is looked up (RFC 5280 makes the pair unique). Names are
/// chosen by issuers, so a mark is only ever compared within one tenant.
/// </summary>
internal static class CertificateMark
{
    public static string Of(X509Certificate2 certificate)
    {
        var issuer = certificate.IssuerName.RawData;
        var serial = certificate.SerialNumberBytes.Span;
        var both = new byte[issuer.Length + serial.Length];
        issuer.CopyTo(both, 0);
        serial.CopyTo(both.AsSpan(issuer.Length));
        return Convert.ToHexStringLower(SHA256.HashData(both).AsSpan(0, 16));
    }
}
