using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>A PKCS #10 request, of which only the proven public key is used: name, usage and extensions are ours to decide.</summary>
internal static class SigningRequest
{
    private const int Longest = 16_384;

    public static Result<PublicKey> Read(string? pem)
    {
        if (pem is not { Length: > 0 and <= Longest }) return ProvisioningProblems.CsrUnreadable;
        CertificateRequest request;
        try
        {
            request = Load(pem, CertificateRequestLoadOptions.Default);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return IsOtherwiseReadable(pem) ? ProvisioningProblems.CsrSignature : ProvisioningProblems.CsrUnreadable;
        }

        return IsStrong(request.PublicKey) ? request.PublicKey : ProvisioningProblems.CsrKey;
    }

    private static bool IsStrong(PublicKey key)
    {
        using var rsa = key.GetRSAPublicKey();
        if (rsa is not null) return rsa.KeySize is >= 2048 and <= 4096;
        using var elliptic = key.GetECDsaPublicKey();
        return elliptic?.ExportParameters(false).Curve.Oid.Value is "1.2.840.10045.3.1.7" or "1.3.132.0.34";
    }

    private static bool IsOtherwiseReadable(string pem)
    {
        try
        {
            Load(pem, CertificateRequestLoadOptions.SkipSignatureValidation);
            return true;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static CertificateRequest Load(string pem, CertificateRequestLoadOptions options) =>
        CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, options, RSASignaturePadding.Pkcs1);
}
