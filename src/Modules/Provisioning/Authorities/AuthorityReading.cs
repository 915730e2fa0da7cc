using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Certificates;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>Is this text a root that may be trusted?</summary>
internal static class AuthorityReading
{
    private const int Longest = 8_000;

    public static Result<X509Certificate2> Read(string? pem, DateTimeOffset now)
    {
        if (pem is not { Length: > 0 and <= Longest }) return ProvisioningProblems.AuthorityUnreadable;
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal)) return ProvisioningProblems.AuthorityWithKey;
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return ProvisioningProblems.AuthorityUnreadable;
        }

        if (!certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(e => e.CertificateAuthority)) return ProvisioningProblems.AuthorityNotAnAuthority;
        if (!certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)) return ProvisioningProblems.AuthorityNotARoot;
        if (!KeyStrength.IsEnough(certificate.PublicKey)) return ProvisioningProblems.AuthorityKey;
        return new DateTimeOffset(certificate.NotAfter) < now ? ProvisioningProblems.AuthorityExpired : certificate;
    }
}
