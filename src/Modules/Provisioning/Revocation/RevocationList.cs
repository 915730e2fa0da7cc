using IoTConsole.Infrastructure.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Provisioning.Revocation;

/// <summary>The list that one of our authorities published last (RFC 5280, section 5), so that every node serves the same and the number only grows.</summary>
[NotAudited]
internal sealed class RevocationList
{
    public Guid IssuerId { get; set; }

    public long Number { get; set; }

    public DateTimeOffset ThisUpdate { get; set; }

    public DateTimeOffset NextUpdate { get; set; }

    /// <summary>How many were revoked when it was made, with those that have left it since they expired: one more means that it is out of date.</summary>
    public int Revoked { get; set; }

    /// <summary>DER.</summary>
    public byte[] Content { get; set; } = [];
}

internal sealed class RevocationListConfiguration : IEntityTypeConfiguration<RevocationList>
{
    public void Configure(EntityTypeBuilder<RevocationList> list)
    {
        list.ToTable("provisioning_revocation_lists");
        list.HasKey(l => l.IssuerId);
        list.Property(l => l.IssuerId).ValueGeneratedNever();

        // Of two nodes that make the next one at once, the second takes the first one's.
        list.Property(l => l.Number).IsConcurrencyToken();
    }
}
