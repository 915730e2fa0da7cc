using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Provisioning.Devices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>A certificate that a device may show: issued here, or first shown under a trusted authority. Read only through its device, which decides the scope.</summary>
internal sealed class DeviceCertificate : ITenantOwned, INamed
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public Guid DeviceId { get; set; }

    /// <summary>Lower-case hexadecimal, as the issuer wrote it.</summary>
    public string SerialNumber { get; set; } = "";

    /// <summary>SHA-256 over the certificate, lower-case hexadecimal.</summary>
    public string Thumbprint { get; set; } = "";

    public string Subject { get; set; } = "";

    public string Issuer { get; set; } = "";

    /// <summary>Under which issuer the serial number is unique; see <see cref="CertificateMark"/>.</summary>
    public string Mark { get; set; } = "";

    public DateTimeOffset NotBefore { get; set; }

    public DateTimeOffset NotAfter { get; set; }

    public DateTimeOffset RecordedAt { get; set; }

    /// <summary>Who had it issued; the system for a first connect.</summary>
    public string RecordedBy { get; set; } = "";

    /// <summary>Null when issued here.</summary>
    public Guid? AuthorityId { get; set; }

    /// <summary>Which of the console's own authorities issued it; null for a maker's, and for those of the first one before there were several.</summary>
    public Guid? IssuerId { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public string? RevokedBy { get; set; }

    public string? RevokedWhy { get; set; }

    public string AuditName => $"{Subject} #{SerialNumber}";

    public static DeviceCertificate Of(Device device, X509Certificate2 certificate, Guid? authority, string by, DateTimeOffset now, Guid? issuer = null) => new()
    {
        Id = Guid.CreateVersion7(now),
        TenantId = device.TenantId,
        DeviceId = device.Id,
        SerialNumber = certificate.SerialNumber.ToLowerInvariant(),
        Thumbprint = certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256).ToLowerInvariant(),
        Subject = Short(certificate.Subject),
        Issuer = Short(certificate.Issuer),
        Mark = CertificateMark.Of(certificate),
        NotBefore = new DateTimeOffset(certificate.NotBefore).ToUniversalTime(),
        NotAfter = new DateTimeOffset(certificate.NotAfter).ToUniversalTime(),
        RecordedAt = now,
        RecordedBy = by,
        AuthorityId = authority,
        IssuerId = issuer,
    };

    public void Revoke(string by, string why, DateTimeOffset now)
    {
        if (RevokedAt is null) (RevokedAt, RevokedBy, RevokedWhy) = (now, by, why.Trim());
    }

    private static string Short(string name) => name.Length <= 300 ? name : name[..300];
}

internal sealed class DeviceCertificateConfiguration : IEntityTypeConfiguration<DeviceCertificate>
{
    public void Configure(EntityTypeBuilder<DeviceCertificate> certificate)
    {
        certificate.ToTable("provisioning_certificates");
        certificate.Property(c => c.Id).ValueGeneratedNever();
        certificate.Property(c => c.SerialNumber).HasMaxLength(64).IsUnicode(false);
        certificate.Property(c => c.Thumbprint).HasMaxLength(64).IsUnicode(false);
        certificate.Property(c => c.Subject).HasMaxLength(300);
        certificate.Property(c => c.Issuer).HasMaxLength(300);
        certificate.Property(c => c.Mark).HasMaxLength(32).IsUnicode(false);
        certificate.Property(c => c.RecordedBy).HasMaxLength(200);
        certificate.Property(c => c.RevokedBy).HasMaxLength(200);
        certificate.Property(c => c.RevokedWhy).HasMaxLength(300);
        certificate.Ignore(c => c.AuditName);
        certificate.HasOne<Device>().WithMany().HasForeignKey(c => c.DeviceId).OnDelete(DeleteBehavior.Restrict);
        certificate.HasIndex(c => new { c.DeviceId, c.RecordedAt });
        certificate.HasIndex(c => c.RecordedAt);
        certificate.HasIndex(c => c.RevokedAt);
        certificate.HasIndex(c => c.IssuerId);

        // Two connects at once record the same certificate once.
        certificate.HasIndex(c => new { c.TenantId, c.Thumbprint }).IsUnique();
    }
}
