using System.Text.Json;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Telemetry.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Telemetry.Exports;

internal enum ExportFormat
{
    Csv,
    Xlsx,
    Parquet,
}

internal enum ExportState
{
    Waiting,
    Running,
    Finished,
    Failed,
    Cancelled,

    /// <summary>The file is gone: too old, or room was needed.</summary>
    Expired,
}

/// <summary>A file of readings, or of a list, that somebody asked for, from the asking to its removal. Only who asked sees it.</summary>
internal sealed class Export : ITenantOwned, INamed
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public Guid AskedById { get; set; }

    public string AskedBy { get; set; } = "";

    public string Words { get; set; } = "";

    public ExportFormat Format { get; set; }

    public ExportState State { get; set; }

    /// <summary>The choice as it was seen when it was asked for.</summary>
    public string Choice { get; set; } = "";

    public DateTimeOffset From { get; set; }

    public DateTimeOffset To { get; set; }

    public DateTimeOffset AskedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>How far the writing has come in event time: it goes day by day.</summary>
    public DateTimeOffset? ReachedAt { get; set; }

    public long Rows { get; set; }

    public long Bytes { get; set; }

    public string? Problem { get; set; }

    public int Version { get; set; }

    public string AuditName => Words;

    public bool IsOpen => State is ExportState.Waiting or ExportState.Running;

    /// <summary>Null for an export of readings.</summary>
    public ListChoice? ToList() => Choice.StartsWith("{\"List\"", StringComparison.Ordinal) ? JsonSerializer.Deserialize<ListChoice>(Choice) : null;

    public SeriesChoice ToChoice() => JsonSerializer.Deserialize<SeriesChoice>(Choice)!;

    /// <summary>A running one found at the start of a run was interrupted; it begins again.</summary>
    public void Begin() => (State, Rows, ReachedAt, Version) = (ExportState.Running, 0, null, Version + 1);

    public void Finish(long rows, long bytes, DateTimeOffset now) =>
        (State, Rows, Bytes, ReachedAt, EndedAt, Version) = (ExportState.Finished, rows, bytes, To, now, Version + 1);

    public void End(ExportState state, string? why, DateTimeOffset now) => (State, Problem, EndedAt, Version) = (state, why, EndedAt ?? now, Version + 1);
}

internal sealed class ExportConfiguration : IEntityTypeConfiguration<Export>
{
    public void Configure(EntityTypeBuilder<Export> export)
    {
        export.ToTable("telemetry_exports");
        export.Property(e => e.Id).ValueGeneratedNever();
        export.Property(e => e.AskedBy).HasMaxLength(200);
        export.Property(e => e.Words).HasMaxLength(300);
        export.Property(e => e.Format).HasConversion<string>().HasMaxLength(10);
        export.Property(e => e.State).HasConversion<string>().HasMaxLength(10);
        export.Property(e => e.Problem).HasMaxLength(300);
        export.Property(e => e.Version).IsConcurrencyToken();
        export.HasIndex(e => new { e.State, e.AskedAt });
    }
}
