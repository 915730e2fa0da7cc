using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Telemetry.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Telemetry.Series;

/// <summary>One metric of one device. Its number is what readings are stored under; it is never used again for another.</summary>
[NotAudited]
internal sealed class SeriesRow : ITenantOwned
{
    public int Id { get; set; }

    public Guid TenantId { get; set; }

    public Guid DeviceId { get; set; }

    [ByteOrdered]
    public string Metric { get; set; } = "";

    public string? Unit { get; set; }

    /// <summary>Of the first reading; later ones may differ and are stored as they are.</summary>
    public ReadingKind Kind { get; set; }
}

internal sealed class SeriesRowConfiguration : IEntityTypeConfiguration<SeriesRow>
{
    public void Configure(EntityTypeBuilder<SeriesRow> series)
    {
        series.ToTable("telemetry_series");
        series.Property(s => s.Metric).HasMaxLength(64).IsUnicode(false);
        series.Property(s => s.Unit).HasMaxLength(20);
        series.Property(s => s.Kind).HasConversion<string>().HasMaxLength(10);

        // Two nodes may meet a new metric at the same moment; the second reads the number of the first.
        series.HasIndex(s => new { s.DeviceId, s.Metric }).IsUnique();
    }
}
