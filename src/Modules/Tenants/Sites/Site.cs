using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.Sites;

/// <summary>A node of the site tree. It stands at itself: its site path is its own path.</summary>
internal sealed class Site : IPlaced, INamed
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public string SitePath { get; set; } = "";

    public Guid? ParentId { get; set; }

    public SiteKind Kind { get; set; }

    public string Name { get; set; } = "";

    /// <summary>The last part of the path: never changes, so that a rename moves nothing.</summary>
    public string Code { get; set; } = "";

    public string? TimeZone { get; set; }

    public double? Latitude { get; set; }

    public double? Longitude { get; set; }

    /// <summary>Rises with every edit; two people who edit the same version are told so.</summary>
    public int Version { get; set; }

    public string AuditName => Name;

    public SiteNode ToNode() => new(Id, TenantId, ParentId, Kind, Name, SitePath, TimeZone, Latitude, Longitude);
}

internal sealed class SiteConfiguration : IEntityTypeConfiguration<Site>
{
    public void Configure(EntityTypeBuilder<Site> site)
    {
        site.ToTable("tenants_sites");
        site.Property(s => s.Id).ValueGeneratedNever();
        site.Property(s => s.Kind).HasConversion<string>().HasMaxLength(20);
        site.Property(s => s.Name).HasMaxLength(SiteRules.LongestName);
        site.Property(s => s.Code).HasMaxLength(12);
        site.Property(s => s.TimeZone).HasMaxLength(64);
        site.Property(s => s.Version).IsConcurrencyToken();
        site.Ignore(s => s.AuditName);
        site.HasOne<Site>().WithMany().HasForeignKey(s => s.ParentId).OnDelete(DeleteBehavior.Restrict);

        // Codes are drawn at random; this is what holds when two draws meet.
        site.HasIndex(s => new { s.TenantId, s.SitePath }).IsUnique();
    }
}
