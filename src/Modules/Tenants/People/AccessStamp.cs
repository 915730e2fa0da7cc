using IoTConsole.Infrastructure.Audit;
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
