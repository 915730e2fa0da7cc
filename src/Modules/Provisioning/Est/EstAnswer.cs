using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Provisioning.Est;

/// <summary>What a device asks, as far as it counts.</summary>
/// <param name="Label">The issuer or the group that the address names; null for the device's usual issuer.</param>
/// <param name="Presented">What it sent besides its leaf.</param>
internal sealed record EstQuestion(Guid? Label, X509Certificate2? Certificate, IReadOnlyList<X509Certificate2> Presented, string From, string? ContentType = null, string Body = "", string? User = null, string? Password = null);

/// <summary>What it hears: a body in base64 with its media type, or a refusal in one word.</summary>
internal sealed record EstAnswer(int Status, string Type, string Body, TimeSpan? RetryAfter = null)
{
    // smime-type: RFC 7030, 4.2.3.
    public static EstAnswer Issued(X509Certificate2 certificate) => Certificates([certificate], "application/pkcs7-mime; smime-type=certs-only");

    public static EstAnswer Authorities(IEnumerable<X509Certificate2> certificates) => Certificates([.. certificates], "application/pkcs7-mime");

    public static EstAnswer Attributes(byte[] content) => new(200, "application/csrattrs", Base64(content));

    /// <param name="reason">Short and stable; the same word that is counted.</param>
    public static EstAnswer No(int status, string reason, TimeSpan? retryAfter = null) => new(status, "text/plain", reason + "\n", retryAfter);

    private static EstAnswer Certificates(X509Certificate2Collection certificates, string type) => new(200, type, Base64(certificates.Export(X509ContentType.Pkcs7)!));

    private static string Base64(byte[] content) => Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks) + "\r\n";
}
