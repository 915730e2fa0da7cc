using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Provisioning.Lifecycle;

/// <summary>One step in a device's life. Read only after its device was found in scope.</summary>
[NotAudited]
internal sealed class StateChange : ITenantOwned
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public Guid DeviceId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Null for the first one.</summary>
    public LifecycleState? From { get; set; }

    public LifecycleState To { get; set; }

    public string By { get; set; } = "";

    public string Why { get; set; } = "";

    public static StateChange Born(Device device, string by, string why, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = device.TenantId, DeviceId = device.Id, At = now, To = device.State, By = by, Why = why,
    };
}

internal sealed class StateChangeConfiguration : IEntityTypeConfiguration<StateChange>
{
    public const int LongestWhy = 300;

    public void Configure(EntityTypeBuilder<StateChange> change)
    {
        change.ToTable("provisioning_state_changes");
        change.Property(c => c.Id).ValueGeneratedNever();
        change.Property(c => c.From).HasConversion<string>().HasMaxLength(20);
        change.Property(c => c.To).HasConversion<string>().HasMaxLength(20);
        change.Property(c => c.By).HasMaxLength(200);
        change.Property(c => c.Why).HasMaxLength(LongestWhy);
        change.HasOne<Device>().WithMany().HasForeignKey(c => c.DeviceId).OnDelete(DeleteBehavior.Restrict);
        change.HasIndex(c => new { c.DeviceId, c.At });
    }
}
