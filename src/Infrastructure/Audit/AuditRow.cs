using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Infrastructure.Audit;

/// <summary>Who changed what, with before and after. Written by the plumbing in the transaction of the change, never altered.</summary>
public sealed class AuditRow : IPlaced
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public string SitePath { get; set; } = "";

    public DateTimeOffset At { get; set; }

    public ActorKind ActorKind { get; set; }

    public Guid ActorId { get; set; }

    public string ActorName { get; set; } = "";

    /// <summary>The use case, for example <c>RegisterDevice</c>.</summary>
    public string Operation { get; set; } = "";

    /// <summary>Added, Changed, Removed, or Summary for a bulk operation.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The kind of thing, for example <c>Device</c>.</summary>
    public string Subject { get; set; } = "";

    public string SubjectId { get; set; } = "";

    /// <summary>What it is called, when it has a name.</summary>
    public string SubjectName { get; set; } = "";

    /// <summary>JSON object of the changed properties before; null for an addition.</summary>
    public string? Before { get; set; }

    /// <summary>JSON object of the changed properties after; null for a removal.</summary>
    public string? After { get; set; }
}

internal sealed class AuditRowConfiguration : IEntityTypeConfiguration<AuditRow>
{
    public void Configure(EntityTypeBuilder<AuditRow> audit)
    {
        audit.ToTable("core_audit");
        audit.Property(a => a.ActorKind).HasConversion<string>().HasMaxLength(20);
        audit.Property(a => a.ActorName).HasMaxLength(200);
        audit.Property(a => a.Operation).HasMaxLength(100);
        audit.Property(a => a.Kind).HasMaxLength(20);
        audit.Property(a => a.Subject).HasMaxLength(100);
        audit.Property(a => a.SubjectId).HasMaxLength(100);
        audit.Property(a => a.SubjectName).HasMaxLength(300);
        audit.HasIndex(a => new { a.TenantId, a.At });
        audit.HasIndex(a => new { a.TenantId, a.SubjectId });
    }
}
