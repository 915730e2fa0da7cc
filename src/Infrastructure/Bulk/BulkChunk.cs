using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Infrastructure.Bulk;

/// <summary>Some hundred things of a run. Saved as done in the transaction that changes them, so it is done once however often it is begun.</summary>
[NotAudited]
internal sealed class BulkChunk : ITenantOwned
{
    /// <summary>Small enough for the parameters of a statement on every engine, large enough that a save is worth its while.</summary>
    public const int Size = 500;

    public Guid RunId { get; set; }

    public int Number { get; set; }

    public Guid TenantId { get; set; }

    /// <summary>Packed ids; in a run that takes another back, packed <see cref="BulkMemory"/>.</summary>
    public byte[] Given { get; set; } = [];

    /// <summary>Packed <see cref="BulkMemory"/> of what was changed.</summary>
    public byte[]? Changes { get; set; }

    /// <summary>Packed <see cref="BulkSkip"/>.</summary>
    public byte[]? Skips { get; set; }

    public DateTimeOffset? DoneAt { get; set; }

    public void Finish(BulkStep step, DateTimeOffset now)
    {
        if (step.Changes.Count > 0) Changes = Packed.Of([.. step.Changes.Select(c => new BulkMemory(c.Id, c.Version, c.Memory))]);
        if (step.Skips.Count > 0) Skips = Packed.Of(step.Skips);
        DoneAt = now;
    }
}

internal sealed class BulkChunkConfiguration : IEntityTypeConfiguration<BulkChunk>
{
    public void Configure(EntityTypeBuilder<BulkChunk> chunk)
    {
        chunk.ToTable("core_bulk_chunks");
        chunk.HasKey(c => new { c.RunId, c.Number });
        chunk.HasOne<BulkRun>().WithMany().HasForeignKey(c => c.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}
