using System.ComponentModel.DataAnnotations;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>Section <c>Pki</c>: the embedded certificate authority.</summary>
public sealed class PkiSettings : IValidatableObject
{
    /// <summary>
    /// 32 bytes in base64 that open the authority's private keys in the database. From the environment (<c>Pki__KeyEncryptionKey</c>)
    /// or a secret store; when empty, the file <c>pki.key</c> in the data directory holds it, made at the first start.
    /// </summary>
    public string? KeyEncryptionKey { get; set; }

    /// <summary>Further names and IP addresses that devices reach this console by, separated by semicolons. localhost, 127.0.0.1 and ::1 are always included.</summary>
    [MaxLength(1000)]
    public string Names { get; set; } = "";

    /// <summary>Days that a device's certificate is valid. 1 to 3,650; default 365.</summary>
    [Range(1, 3650)]
    public int DeviceDays { get; set; } = 365;

    /// <summary>Days that the console's own certificate is valid; renewed when a third is left. 2 to 397; default 60.</summary>
    [Range(2, 397)]
    public int ServerDays { get; set; } = 60;

    /// <summary>Minutes that every certificate is dated back, for devices whose clock is slow. 0 to 1,440; default 60.</summary>
    [Range(0, 1440)]
    public int BackdateMinutes { get; set; } = 60;

    /// <summary>Years that a new root is valid. 1 to 30; default 20.</summary>
    [Range(1, 30)]
    public int RootYears { get; set; } = 20;

    /// <summary>Years that a new intermediate is valid. 1 to 30; default 5.</summary>
    [Range(1, 30)]
    public int IntermediateYears { get; set; } = 5;

    /// <summary>
    /// Where anybody reaches this console over HTTP, for example <c>http://iot.example.org</c>: certificates then say where their issuer's
    /// revocation list is, <c>{this}/crl/{issuer}.crl</c>. Empty: they say nothing; the lists are there all the same.
    /// </summary>
    [MaxLength(200)]
    public string CrlUrl { get; set; } = "";

    /// <summary>Hours that a revocation list is valid; made anew when half is over or something was revoked. 2 to 8,760; default 168 (a week).</summary>
    [Range(2, 8760)]
    public int CrlHours { get; set; } = 168;

    /// <summary>
    /// Days after its end that a device may still renew a certificate that was issued here and not revoked, for devices that lay in a box. 0 to 3,650;
    /// default 30. It opens nothing else.
    /// </summary>
    [Range(0, 3650)]
    public int RenewalGraceDays { get; set; } = 30;

    /// <summary>Whether a device may renew before two thirds of its certificate's life; otherwise it is told when to come back.</summary>
    public bool RenewAnytime { get; set; }

    /// <summary>Certificates that one device may fetch within 24 hours. 1 to 1,000; default 10.</summary>
    [Range(1, 1000)]
    public int CertificatesPerDay { get; set; } = 10;

    /// <summary>Null when none is to be named.</summary>
    internal string? ListOf(Guid issuer) => CrlUrl.Trim() is { Length: > 0 } url ? $"{url.TrimEnd('/')}/crl/{issuer:N}.crl" : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrWhiteSpace(KeyEncryptionKey) && KeySafe.ReadKey(KeyEncryptionKey) is null)
            yield return new("Pki:KeyEncryptionKey must be 32 bytes in base64, for example from: openssl rand -base64 32", [nameof(KeyEncryptionKey)]);
        if (CrlUrl.Trim() is { Length: > 0 } url && !(Uri.TryCreate(url, UriKind.Absolute, out var at) && at.Scheme is "http" or "https"))
            yield return new("Pki:CrlUrl must be an address with http:// or https://, for example http://iot.example.org", [nameof(CrlUrl)]);
        if (IntermediateYears > RootYears)
            yield return new("Pki:IntermediateYears cannot be more than Pki:RootYears.", [nameof(IntermediateYears)]);
    }

    internal IEnumerable<string> NameList => Names.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
