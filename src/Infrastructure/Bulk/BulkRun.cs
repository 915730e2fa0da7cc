using System.Text.Json;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Infrastructure.Bulk;

internal enum RunState
{
    Waiting,
    Running,
    Finished,

    /// <summary>By somebody, or because whoever started it may no longer.</summary>
    Stopped,

    /// <summary>By a fault of the console.</summary>
    Failed,
}

/// <summary>Something that is done, or was done, to many things. What was done before it stopped stays done.</summary>
internal sealed class BulkRun : ITenantOwned, INamed
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    /// <summary>The lowest node above everything that whoever started it could reach: who may look at all of that may look at the run.</summary>
    [ByteOrdered]
    public string Reach { get; set; } = "";

    public string Verb { get; set; } = "";

    public string Arguments { get; set; } = "{}";

    /// <summary>As it was said when it was started, for the audit and for a verb that is no longer known.</summary>
    public string Words { get; set; } = "";

    /// <summary>The filter whose matches were meant; null when they were chosen by hand.</summary>
    public string? Filter { get; set; }

    public ActorKind StartedByKind { get; set; }

    public Guid StartedById { get; set; }

    public string StartedBy { get; set; } = "";

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public RunState State { get; set; }

    public int Total { get; set; }

    public int Changed { get; set; }

    public int Skipped { get; set; }

    /// <summary>Things a second, as of late.</summary>
    public double Pace { get; set; }

    /// <summary>JSON list of <see cref="ReasonCount"/>.</summary>
    public string Reasons { get; set; } = "[]";

    public string? Problem { get; set; }

    /// <summary>The run that this one takes back.</summary>
    public Guid? UndoOf { get; set; }

    /// <summary>The run that took this one back, or tried to.</summary>
    public Guid? UndoneBy { get; set; }

    public int Version { get; set; }

    public string AuditName => Words;

    public bool IsOpen => State is RunState.Waiting or RunState.Running;

    public int Done => Changed + Skipped;

    public IReadOnlyList<ReasonCount> ReadReasons() => JsonSerializer.Deserialize<List<ReasonCount>>(Reasons) ?? [];

    /// <summary>Counts one chunk; the last one finishes the run.</summary>
    public void Count(BulkStep step, TimeSpan took, DateTimeOffset now)
    {
        var things = step.Changes.Count + step.Skips.Count;
        (State, Changed, Skipped, Version) = (RunState.Running, Changed + step.Changes.Count, Skipped + step.Skips.Count, Version + 1);
        if (took > TimeSpan.Zero) Pace = Pace <= 0 ? things / took.TotalSeconds : (Pace * 0.7) + (things / took.TotalSeconds * 0.3);
        if (step.Skips.Count > 0) Reasons = JsonSerializer.Serialize(ReasonCount.Add(ReadReasons(), step.Skips));
        if (Done >= Total) (State, EndedAt) = (RunState.Finished, now);
    }

    public void End(RunState state, string? why, DateTimeOffset now) => (State, Problem, EndedAt, Version) = (state, why, now, Version + 1);

    public AuditSubject ToSubject() => new(nameof(BulkRun), Id.ToString(), Words, Reach);
}

internal sealed class BulkRunConfiguration : IEntityTypeConfiguration<BulkRun>
{
    public void Configure(EntityTypeBuilder<BulkRun> run)
    {
        run.ToTable("core_bulk_runs");
        run.Property(r => r.Id).ValueGeneratedNever();
        run.Property(r => r.Reach).HasMaxLength(100).IsUnicode(false);
        run.Property(r => r.Verb).HasMaxLength(60);
        run.Property(r => r.Words).HasMaxLength(300);
        run.Property(r => r.StartedByKind).HasConversion<string>().HasMaxLength(20);
        run.Property(r => r.StartedBy).HasMaxLength(200);
        run.Property(r => r.State).HasConversion<string>().HasMaxLength(10);
        run.Property(r => r.Problem).HasMaxLength(500);

        // Two workers, or a worker and somebody who stops it: one of them saves, the other looks again.
        run.Property(r => r.Version).IsConcurrencyToken();
        run.HasIndex(r => new { r.State, r.StartedAt });
        run.HasIndex(r => new { r.TenantId, r.StartedAt });
    }
}
