using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>A PKCS #10 request, of which only the proven public key is used: name, usage and extensions are ours to decide.</summary>
internal static class SigningRequest
{
    public const string OtherNamesOid = "2.5.29.17";
    private const int Longest = 16_384;

    /// <param name="Subject">What it calls itself; a renewal compares it.</param>
    /// <param name="OtherNames">The subject alternative name extension it asks for, DER; null for none.</param>
    internal sealed record Asked(PublicKey Key, X500DistinguishedName Subject, byte[]? OtherNames);

    public static Result<PublicKey> Read(string? pem)
    {
        if (pem is not { Length: > 0 and <= Longest }) return ProvisioningProblems.CsrUnreadable;
        var asked = Read(options => CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, options, RSASignaturePadding.Pkcs1));
        return asked.Succeeded ? asked.Value.Key : asked.Problem;
    }

    /// <summary>The form of EST: DER in base64, with line breaks or without.</summary>
    public static Result<Asked> ReadBase64(string text)
    {
        var der = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, der, out var length) || length is 0 or > Longest) return ProvisioningProblems.CsrUnreadable;
        return Read(options => CertificateRequest.LoadSigningRequest(der.AsSpan(0, length).ToArray(), HashAlgorithmName.SHA256, options, RSASignaturePadding.Pkcs1));
    }

    private static Result<Asked> Read(Func<CertificateRequestLoadOptions, CertificateRequest> load)
    {
        CertificateRequest request;
        try
        {
            // "Unsafe" is to sign what was asked for; it is only looked at.
            request = load(CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return IsOtherwiseReadable(load) ? ProvisioningProblems.CsrSignature : ProvisioningProblems.CsrUnreadable;
        }

        if (!KeyStrength.IsEnough(request.PublicKey)) return ProvisioningProblems.CsrKey;
        return new Asked(request.PublicKey, request.SubjectName, request.CertificateExtensions.FirstOrDefault(e => e.Oid?.Value == OtherNamesOid)?.RawData);
    }

    private static bool IsOtherwiseReadable(Func<CertificateRequestLoadOptions, CertificateRequest> load)
    {
        try
        {
            load(CertificateRequestLoadOptions.SkipSignatureValidation);
            return true;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
