using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Telemetry.Plans;

/// <summary>Where on its floor's plan a device stands. In shares of the plan, so that a better drawing keeps it.</summary>
internal sealed class Placement : IPlaced
{
    public Guid DeviceId { get; set; }

    public Guid TenantId { get; set; }

    public string SitePath { get; set; } = "";

    public Guid SiteId { get; set; }

    /// <summary>0 is the left edge, 1 the right one.</summary>
    public double X { get; set; }

    /// <summary>0 is the upper edge, 1 the lower one.</summary>
    public double Y { get; set; }
}

internal sealed class PlacementConfiguration : IEntityTypeConfiguration<Placement>
{
    public void Configure(EntityTypeBuilder<Placement> placement)
    {
        placement.ToTable("telemetry_placements");
        placement.HasKey(p => p.DeviceId);
        placement.Property(p => p.DeviceId).ValueGeneratedNever();
        placement.HasIndex(p => p.SiteId);
    }
}
