using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Provisioning.Devices;

/// <summary>A device or gateway that the tenant owns. Never deleted: a decommissioned one keeps its device id, so that nobody else can take it.</summary>
internal sealed class Device : IPlaced, INamed
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public string SitePath { get; set; } = "";

    public Guid SiteId { get; set; }

    /// <summary>MQTT client id and common name of its certificates.</summary>
    [ByteOrdered]
    public string DeviceId { get; set; } = "";

    public string Name { get; set; } = "";

    public string Serial { get; set; } = "";

    public string Model { get; set; } = "";

    public string Manufacturer { get; set; } = "";

    public string HardwareRevision { get; set; } = "";

    public PowerSource Power { get; set; }

    /// <summary>Lower case, each closed by semicolons on both sides (";roof;pilot;") so that one can be searched for on any engine.</summary>
    public string Tags { get; set; } = "";

    public Guid? GatewayId { get; set; }

    public bool IsGateway { get; set; }

    public LifecycleState State { get; set; }

    /// <summary>The group it registered by; null when somebody registered it, or nobody has proved anything yet.</summary>
    public Guid? EnrolledBy { get; set; }

    public int ExpectedIntervalSeconds { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Null until its first report.</summary>
    public DateTimeOffset? ReportedAt { get; set; }

    /// <summary>How other nodes notice a change; see the directory.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Rises with every change; two people who edit the same version are told so.</summary>
    public int Version { get; set; }

    public string AuditName => $"{Name} ({DeviceId})";

    /// <summary>Where maintenance and quarantine end.</summary>
    public LifecycleState AtRest => ReportedAt is null ? LifecycleState.Provisioned : LifecycleState.Active;

    public static Device Plan(DevicePlan plan, SiteNode site, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        TenantId = site.TenantId,
        SitePath = site.Path,
        SiteId = site.Id,
        DeviceId = plan.DeviceId,
        Name = plan.Name.Trim(),
        Serial = plan.Serial.Trim(),
        Model = plan.Model.Trim(),
        Manufacturer = plan.Manufacturer.Trim(),
        HardwareRevision = plan.HardwareRevision.Trim(),
        Power = plan.Power,
        Tags = TagText.Of(plan.Tags),
        IsGateway = plan.IsGateway,
        State = LifecycleState.Planned,
        ExpectedIntervalSeconds = plan.ExpectedIntervalSeconds,
        CreatedAt = now,
        ChangedAt = now,
        Version = 1,
    };

    public void Place(SiteNode site) => (SiteId, SitePath) = (site.Id, site.Path);

    /// <summary>Every change ends here: it makes the version that others compare.</summary>
    public void Touch(DateTimeOffset now) => (Version, ChangedAt) = (Version + 1, now);

    public DeviceEntry ToEntry() => new(
        Id, DeviceId, TenantId, SitePath, GatewayId, State, Serial, Model, Name, IsGateway, ExpectedIntervalSeconds, Power)
    {
        Tags = TagText.Read(Tags),
        SiteId = SiteId,
        Manufacturer = Manufacturer,
        HardwareRevision = HardwareRevision,
        CreatedAt = CreatedAt,
        Version = Version,
    };
}

internal sealed class DeviceConfiguration : IEntityTypeConfiguration<Device>
{
    public void Configure(EntityTypeBuilder<Device> device)
    {
        device.ToTable("provisioning_devices");
        device.Property(d => d.Id).ValueGeneratedNever();
        device.Property(d => d.DeviceId).HasMaxLength(DeviceRules.LongestDeviceId).IsUnicode(false);
        device.Property(d => d.Name).HasMaxLength(DeviceRules.LongestName);
        device.Property(d => d.Serial).HasMaxLength(DeviceRules.LongestName);
        device.Property(d => d.Model).HasMaxLength(DeviceRules.LongestName);
        device.Property(d => d.Manufacturer).HasMaxLength(DeviceRules.LongestName);
        device.Property(d => d.HardwareRevision).HasMaxLength(DeviceRules.LongestName);
        device.Property(d => d.Tags).HasMaxLength(1000);
        device.Property(d => d.Power).HasConversion<string>().HasMaxLength(20);
        device.Property(d => d.State).HasConversion<string>().HasMaxLength(20);
        device.Property(d => d.Version).IsConcurrencyToken();
        device.Ignore(d => d.AuditName);
        device.Ignore(d => d.AtRest);
        device.HasOne<Device>().WithMany().HasForeignKey(d => d.GatewayId).OnDelete(DeleteBehavior.Restrict);

        // The checks ask politely; this is what holds when two registrations or two first connects meet.
        device.HasIndex(d => d.DeviceId).IsUnique();
        device.HasIndex(d => new { d.TenantId, d.SitePath });
        device.HasIndex(d => new { d.TenantId, d.Name });
        device.HasIndex(d => d.ChangedAt);
        device.HasIndex(d => d.EnrolledBy);
    }
}
