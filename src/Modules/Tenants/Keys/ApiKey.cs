using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Tenants.Sites;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.Keys;

/// <summary>A program's way in: one role at one node. The key itself is shown once and only its hash is kept.</summary>
internal sealed class ApiKey : IPlaced, INamed
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public string SitePath { get; set; } = "";

    public Guid SiteId { get; set; }

    public string Name { get; set; } = "";

    public Role Role { get; set; }

    /// <summary>The first characters, by which people tell keys apart.</summary>
    public string Prefix { get; set; } = "";

    [Secret]
    public string Hash { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>To the minute; writing it on every request would cost more than it tells.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public string AuditName => Name;

    public bool IsOpen(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.ToTable("tenants_api_keys");
        key.Property(k => k.Id).ValueGeneratedNever();
        key.Property(k => k.Name).HasMaxLength(100);
        key.Property(k => k.Role).HasConversion<string>().HasMaxLength(30);
        key.Property(k => k.Prefix).HasMaxLength(20).IsUnicode(false);
        key.Property(k => k.Hash).HasMaxLength(64).IsUnicode(false);
        key.Ignore(k => k.AuditName);
        key.HasOne<Site>().WithMany().HasForeignKey(k => k.SiteId).OnDelete(DeleteBehavior.Restrict);
        key.HasIndex(k => k.Hash).IsUnique();
    }
}
