using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
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

    /// <summary>Saved together with the change that it tells of.</summary>
    public static async Task TouchAsync(ConsoleDb db, Guid tenantId, DateTimeOffset now, CancellationToken ct) =>
        (await db.Set<SiteTreeStamp>().SingleAsync(s => s.TenantId == tenantId, ct)).Stamp = Guid.CreateVersion7(now);
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
