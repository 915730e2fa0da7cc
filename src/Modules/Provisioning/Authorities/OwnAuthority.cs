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

    /// <summary>Counts successors, from 1.</summary>
    public int Generation { get; set; }

    public string CertificatePem { get; set; } = "";

    /// <summary>Opened only with the key-encryption key; see <see cref="KeySafe"/>. Null once the key was taken offline.</summary>
    [Secret]
    public byte[]? SealedKey { get; set; }

    public DateTimeOffset NotAfter { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public string AuditName => $"{Kind} {Generation}";
}

internal sealed class OwnAuthorityConfiguration : IEntityTypeConfiguration<OwnAuthority>
{
    public void Configure(EntityTypeBuilder<OwnAuthority> authority)
    {
        authority.ToTable("provisioning_own_authorities");
        authority.Property(a => a.Id).ValueGeneratedNever();
        authority.Property(a => a.Kind).HasConversion<string>().HasMaxLength(20);
        authority.Property(a => a.CertificatePem).HasMaxLength(8000).IsUnicode(false);
        authority.Property(a => a.SealedKey).HasMaxLength(2000);
        authority.Ignore(a => a.AuditName);

        // Two nodes that start for the first time at once make one authority.
        authority.HasIndex(a => new { a.Kind, a.Generation }).IsUnique();
    }
}
