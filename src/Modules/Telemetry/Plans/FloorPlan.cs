using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Telemetry.Plans;

/// <summary>The drawing of a floor, as it is shown: checked, and made harmless before it was stored. In the database, so that a backup has it.</summary>
internal sealed class FloorPlan : IPlaced, INamed
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public string SitePath { get; set; } = "";

    public Guid SiteId { get; set; }

    public string Name { get; set; } = "";

    public string MediaType { get; set; } = "";

    public byte[] Content { get; set; } = [];

    /// <summary>Of the drawing's own units; only their relation matters.</summary>
    public double Width { get; set; }

    public double Height { get; set; }

    public DateTimeOffset UploadedAt { get; set; }

    public string UploadedBy { get; set; } = "";

    /// <summary>Rises with each replacement; part of the picture's address.</summary>
    public int Version { get; set; }

    public string AuditName => Name;
}

internal sealed class FloorPlanConfiguration : IEntityTypeConfiguration<FloorPlan>
{
    public void Configure(EntityTypeBuilder<FloorPlan> plan)
    {
        plan.ToTable("telemetry_floor_plans");
        plan.Property(p => p.Id).ValueGeneratedNever();
        plan.Property(p => p.Name).HasMaxLength(100);
        plan.Property(p => p.MediaType).HasMaxLength(40);
        plan.Property(p => p.UploadedBy).HasMaxLength(200);
        plan.Property(p => p.Version).IsConcurrencyToken();
        plan.HasIndex(p => p.SiteId).IsUnique();
    }
}
