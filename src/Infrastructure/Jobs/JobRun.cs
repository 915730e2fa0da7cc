using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Infrastructure.Jobs;

/// <summary>The last run of each job: one row a job, overwritten.</summary>
public sealed class JobRun
{
    public string Name { get; set; } = "";

    public DateTimeOffset StartedAt { get; set; }

    public double Milliseconds { get; set; }

    public long Examined { get; set; }

    public long Changed { get; set; }

    public string? Note { get; set; }

    public string? Error { get; set; }

    public long Runs { get; set; }
}

internal sealed class JobRunConfiguration : IEntityTypeConfiguration<JobRun>
{
    public void Configure(EntityTypeBuilder<JobRun> run)
    {
        run.ToTable("core_job_runs");
        run.HasKey(r => r.Name);
        run.Property(r => r.Name).HasMaxLength(100);
    }
}
