using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>A maker's root certificate that one tenant trusts for its own devices.</summary>
internal sealed class TrustedAuthority : ITenantOwned, INamed
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public string Name { get; set; } = "";

    public string Subject { get; set; } = "";

    /// <summary>SHA-256 over the certificate, lower-case hexadecimal.</summary>
    public string Thumbprint { get; set; } = "";

    public string CertificatePem { get; set; } = "";

    public DateTimeOffset NotAfter { get; set; }

    public DateTimeOffset TrustedAt { get; set; }

    /// <summary>Kept after trust ends, because certificates point here.</summary>
    public DateTimeOffset? DistrustedAt { get; set; }

    public string AuditName => Name;
}

internal sealed class TrustedAuthorityConfiguration : IEntityTypeConfiguration<TrustedAuthority>
{
    public void Configure(EntityTypeBuilder<TrustedAuthority> authority)
    {
        authority.ToTable("provisioning_trusted_authorities");
        authority.Property(a => a.Id).ValueGeneratedNever();
        authority.Property(a => a.Name).HasMaxLength(100);
        authority.Property(a => a.Subject).HasMaxLength(300);
        authority.Property(a => a.Thumbprint).HasMaxLength(64).IsUnicode(false);
        authority.Property(a => a.CertificatePem).HasMaxLength(8000).IsUnicode(false);
        authority.Ignore(a => a.AuditName);
        authority.HasIndex(a => new { a.TenantId, a.Thumbprint }).IsUnique();
    }
}
