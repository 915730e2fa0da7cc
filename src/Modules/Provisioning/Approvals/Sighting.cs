using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Provisioning.Devices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Provisioning.Approvals;

/// <summary>
/// A device that is not registered and waits for somebody to decide: named by a gateway, or connected with a certificate of a
/// trusted authority whose template does not approve by itself. Stands where it would be registered.
/// </summary>
[NotAudited]
internal sealed class Sighting : IPlaced
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public string SitePath { get; set; } = "";

    [ByteOrdered]
    public string DeviceId { get; set; } = "";

    /// <summary>The gateway that spoke for it, or the template that matched when it connected itself.</summary>
    public Guid SourceId { get; set; }

    /// <summary>Null when it connected itself.</summary>
    public Guid? GatewayId { get; set; }

    public DateTimeOffset FirstSeenAt { get; set; }

    public DateTimeOffset LastSeenAt { get; set; }

    public long Times { get; set; }

    /// <summary>Rejected ones stay out of the list until they fall silent and are pruned.</summary>
    public DateTimeOffset? RejectedAt { get; set; }

    public string? RejectedBy { get; set; }
}

internal sealed class SightingConfiguration : IEntityTypeConfiguration<Sighting>
{
    public void Configure(EntityTypeBuilder<Sighting> sighting)
    {
        sighting.ToTable("provisioning_sightings");
        sighting.Property(s => s.Id).ValueGeneratedNever();
        sighting.Property(s => s.DeviceId).HasMaxLength(DeviceRules.LongestDeviceId).IsUnicode(false);
        sighting.Property(s => s.RejectedBy).HasMaxLength(200);
        sighting.HasIndex(s => new { s.TenantId, s.DeviceId, s.SourceId }).IsUnique();
        sighting.HasIndex(s => s.LastSeenAt);
    }
}
