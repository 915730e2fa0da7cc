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

        return KeyStrength.IsEnough(request.PublicKey) ? request.PublicKey : ProvisioningProblems.CsrKey;
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
