using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.Sites;

/// <summary>
/// Changes whenever an organisation's tree does, in the same transaction: how other nodes notice. A random value and not a
/// number, because two changes at once would write the same number.
/// </summary>
[NotAudited]
internal sealed class SiteTreeStamp : ITenantOwned
{
    public Guid TenantId { get; set; }

    public Guid Stamp { get; set; }
}

internal sealed class SiteTreeStampConfiguration : IEntityTypeConfiguration<SiteTreeStamp>
{
    public void Configure(EntityTypeBuilder<SiteTreeStamp> stamp)
    {
        stamp.ToTable("tenants_site_tree_stamps");
        stamp.HasKey(s => s.TenantId);
        stamp.Property(s => s.TenantId).ValueGeneratedNever();
    }
}
