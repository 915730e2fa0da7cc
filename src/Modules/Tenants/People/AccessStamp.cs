using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.People;

/// <summary>When a person's access last changed: how other nodes notice. Written with the person, then only updated.</summary>
[NotAudited]
internal sealed class AccessStamp : ITenantOwned
{
    public Guid PersonId { get; set; }

    public Guid TenantId { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Tells two changes of one moment apart.</summary>
    public Guid Stamp { get; set; }

    /// <summary>Saved together with the change that it tells of.</summary>
    public static async Task TouchAsync(ConsoleDb db, Guid personId, DateTimeOffset now, CancellationToken ct)
    {
        var stamp = await db.Set<AccessStamp>().SingleAsync(s => s.PersonId == personId, ct);
        (stamp.ChangedAt, stamp.Stamp) = (now, Guid.CreateVersion7(now));
    }
}

internal sealed class AccessStampConfiguration : IEntityTypeConfiguration<AccessStamp>
{
    public void Configure(EntityTypeBuilder<AccessStamp> stamp)
    {
        stamp.ToTable("tenants_access_stamps");
        stamp.HasKey(s => s.PersonId);
        stamp.Property(s => s.PersonId).ValueGeneratedNever();
        stamp.HasOne<Person>().WithOne().HasForeignKey<AccessStamp>(s => s.PersonId).OnDelete(DeleteBehavior.Cascade);
        stamp.HasIndex(s => s.ChangedAt);
    }
}
