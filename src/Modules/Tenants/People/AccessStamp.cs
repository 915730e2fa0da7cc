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

    /// <summary>Everybody with a role at or below the path: their grants now lead elsewhere.</summary>
    public static async Task TouchHoldersAsync(ConsoleDb db, string path, DateTimeOffset now, CancellationToken ct)
    {
        var stamp = Guid.CreateVersion7(now);
        await db.Set<AccessStamp>().Where(s => db.Set<Grant>().Any(g => g.PersonId == s.PersonId && g.SitePath.StartsWith(path)))
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.ChangedAt, now).SetProperty(s => s.Stamp, stamp), ct);
    }

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
