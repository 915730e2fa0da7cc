using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Provisioning.Authorities;

internal enum OwnAuthorityKind
{
    Root,
    Intermediate,
}

/// <summary>An authority of this console, with its private key. Of the platform: it signs for every tenant, and device ids are unique across tenants.</summary>
internal sealed class OwnAuthority : INamed
{
    public Guid Id { get; set; }

    public OwnAuthorityKind Kind { get; set; }

    /// <summary>Counts those of its kind, from 1; part of the name in the certificate, so that no two are called the same.</summary>
    public int Generation { get; set; }

    public string Name { get; set; } = "";

    /// <summary>Whose devices it speaks for; null for the console itself and everybody. Not filtered by the plumbing: whoever lists filters.</summary>
    public Guid? OwnerId { get; set; }

    /// <summary>Manufacturing batch whose devices it signs, and then only when it is chosen by name; null for the usual issuer.</summary>
    public string? Batch { get; set; }

    /// <summary>Empty while a request waits for the root's answer.</summary>
    public string CertificatePem { get; set; } = "";

    /// <summary>What the root was asked to sign; null when the console signed it itself.</summary>
    public string? RequestPem { get; set; }

    /// <summary>Opened only with the key-encryption key; see <see cref="KeySafe"/>. Null once the key was taken offline.</summary>
    [Secret]
    public byte[]? SealedKey { get; set; }

    public DateTimeOffset NotAfter { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>By which other nodes notice.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>When the root's key was last written into a file for keeping.</summary>
    public DateTimeOffset? ExportedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public string? RevokedBy { get; set; }

    public string? RevokedWhy { get; set; }

    public void Hold(X509Certificate2 certificate) =>
        (CertificatePem, NotAfter) = (certificate.ExportCertificatePem(), new DateTimeOffset(certificate.NotAfter).ToUniversalTime());

    // The first ones had no name of their own.
    public string AuditName => Name.Length > 0 ? $"{Name} {Generation}" : $"IoTConsole {(Kind == OwnAuthorityKind.Root ? "root" : "devices")} {Generation}";
}

internal sealed class OwnAuthorityConfiguration : IEntityTypeConfiguration<OwnAuthority>
{
    public void Configure(EntityTypeBuilder<OwnAuthority> authority)
    {
        authority.ToTable("provisioning_own_authorities");
        authority.Property(a => a.Id).ValueGeneratedNever();
        authority.Property(a => a.Kind).HasConversion<string>().HasMaxLength(20);
        authority.Property(a => a.Name).HasMaxLength(50);
        authority.Property(a => a.Batch).HasMaxLength(50);
        authority.Property(a => a.CertificatePem).HasMaxLength(8000).IsUnicode(false);
        authority.Property(a => a.RequestPem).HasMaxLength(4000).IsUnicode(false);
        authority.Property(a => a.RevokedBy).HasMaxLength(200);
        authority.Property(a => a.RevokedWhy).HasMaxLength(300);
        authority.Property(a => a.SealedKey).HasMaxLength(2000);
        authority.Ignore(a => a.AuditName);

        // Two nodes that start for the first time at once make one authority.
        authority.HasIndex(a => new { a.Kind, a.Generation }).IsUnique();
    }
}
