using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Provisioning.Issuers;

/// <summary>Is this certificate the root's answer to that request? Each wrong answer has its own refusal: whoever holds the ceremony sees one at a time.</summary>
internal static class IssuerAnswer
{
    private const int Longest = 8_000;

    public static Result<X509Certificate2> Read(string? pem)
    {
        if (pem is not { Length: > 0 and <= Longest }) return ProvisioningProblems.AuthorityUnreadable;
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal)) return ProvisioningProblems.AuthorityWithKey;
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return ProvisioningProblems.AuthorityUnreadable;
        }
    }

    public static Problem? Refuse(X509Certificate2 certificate, string requestPem, ECDsa key, X509Certificate2 root, DateTimeOffset now)
    {
        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo())) return ProvisioningProblems.AnswerOtherKey;
        var request = CertificateRequest.LoadSigningRequestPem(requestPem, HashAlgorithmName.SHA256);
        if (certificate.SubjectName.Name != request.SubjectName.Name) return ProvisioningProblems.AnswerOtherName;
        var constraints = certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault();
        const X509KeyUsageFlags signs = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;
        if (constraints?.CertificateAuthority != true || certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is not { } usage || (usage.KeyUsages & signs) != signs)
            return ProvisioningProblems.AnswerNotAnAuthority;
        if (constraints is not { HasPathLengthConstraint: true, PathLengthConstraint: 0 }) return ProvisioningProblems.AnswerPathLength;
        var faults = FaultsUnder(root, certificate, now.UtcDateTime);
        if ((faults & ~X509ChainStatusFlags.NotTimeValid) != X509ChainStatusFlags.NoError) return ProvisioningProblems.AnswerOtherIssuer;
        return faults == X509ChainStatusFlags.NoError ? null : ProvisioningProblems.AnswerExpired;
    }

    private static X509ChainStatusFlags FaultsUnder(X509Certificate2 root, X509Certificate2 certificate, DateTime at)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.Add(root);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = at;
        policy.VerificationTimeIgnored = false;
        chain.Build(certificate);
        return chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status);
    }
}
