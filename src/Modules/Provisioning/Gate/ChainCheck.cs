using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;

namespace IoTConsole.Provisioning.Gate;

/// <summary>Is this a client certificate of our authority or of one that some tenant trusts? Nothing is downloaded, the machine's own trust store is not asked.</summary>
internal sealed class ChainCheck(EmbeddedAuthority own, TrustStore trust, TimeProvider clock)
{
    private const int MostPresented = 5;

    /// <param name="Anchor">The trusted root it ends at; null when that is our own.</param>
    /// <param name="Issuer">Which of our own signed it; null when a maker's did.</param>
    internal sealed record Answer(string? Fault, string? Detail, TrustStore.Anchor? Anchor, EmbeddedAuthority.Issuer? Issuer = null);

    /// <param name="grace">How long after its end a certificate of our own still counts: zero but for a renewal.</param>
    public Answer Judge(X509Certificate2 certificate, IReadOnlyList<X509Certificate2> presented, TimeSpan grace = default)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var end = certificate.NotAfter.ToUniversalTime();
        if (now < certificate.NotBefore.ToUniversalTime()) return No("certificate-not-yet-valid", $"Valid from {certificate.NotBefore.ToUniversalTime():u}.");
        if (now > end + grace) return Expired(end);

        if (!KeyStrength.IsEnough(certificate.PublicKey)) return No("certificate-weak-key", "The key is too weak: elliptic on P-256 or P-384, or RSA of 2048 to 4096 bits.");

        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.Add(own.Root);
        policy.CustomTrustStore.AddRange(trust.Roots.ToArray());
        foreach (var issuer in own.Issuers) policy.ExtraStore.Add(issuer.Certificate);
        foreach (var between in presented.Take(MostPresented)) policy.ExtraStore.Add(between);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        
        // The chain as it was while it held; its very last second counts as over.
        policy.VerificationTime = now > end ? end.AddSeconds(-1) : now;
        policy.VerificationTimeIgnored = false;
        policy.ApplicationPolicy.Add(new Oid(CertificateMaker.ClientUse));
        if (chain.Build(certificate))
        {
            var anchored = Anchored(chain);
            return anchored.Anchor is not null && now > end ? Expired(end) : anchored;
        }

        var faults = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status);
        if (faults.HasFlag(X509ChainStatusFlags.UntrustedRoot) || faults.HasFlag(X509ChainStatusFlags.PartialChain))
        {
            return certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
                ? No("self-signed", "The certificate is signed by itself.")
                : No("unknown-authority", $"Signed by “{certificate.Issuer}”, which nobody here trusts.");
        }

        return faults.HasFlag(X509ChainStatusFlags.NotValidForUsage)
            ? No("certificate-wrong-usage", "The certificate is not meant for clients (extended key usage).")
            : No("certificate-not-valid", $"The chain does not hold: {faults}.");
    }

    private Answer Anchored(X509Chain chain)
    {
        // A trusted root could otherwise show itself as a device.
        if (chain.ChainElements.Count < 2) return No("self-signed", "The certificate is an authority's own.");
        var root = chain.ChainElements[^1].Certificate;
        if (root.RawDataMemory.Span.SequenceEqual(own.Root.RawDataMemory.Span)) return SignedBy(Sha256(chain.ChainElements[1].Certificate));
        return trust.Find(Sha256(root)) is { } anchor
            ? new Answer(null, null, anchor)
            : No("unknown-authority", "Trust in this authority has just ended.");
    }

    // Whoever holds the root's key may sign an intermediate that this console never saw: it could not be revoked, so it counts for nothing.
    private Answer SignedBy(string issuer) => own.FindIssuer(issuer) switch
    {
        null => No("unknown-authority", "Signed under our root by an authority that this console does not know."),
        { RevokedAt: not null } => No("issuer-revoked", "The authority that signed this certificate is revoked."),
        var known => new Answer(null, null, null, known),
    };

    private static Answer Expired(DateTime end) => No("certificate-expired", $"Expired on {end:u}.");

    private static string Sha256(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

    private static Answer No(string fault, string detail) => new(fault, detail, null);
}
