using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.Views;

/// <summary>The view in which a page opens for one person.</summary>
[NotAudited]
internal sealed class DefaultView : ITenantOwned
{
    public Guid PersonId { get; set; }

    public string Page { get; set; } = "";

    public Guid TenantId { get; set; }

    public Guid ViewId { get; set; }
}

internal sealed class DefaultViewConfiguration : IEntityTypeConfiguration<DefaultView>
{
    public void Configure(EntityTypeBuilder<DefaultView> chosen)
    {
        chosen.ToTable("tenants_default_views");
        chosen.HasKey(d => new { d.PersonId, d.Page });
        chosen.Property(d => d.Page).HasMaxLength(ViewRules.LongestPage).IsUnicode(false);
        chosen.HasOne<SavedView>().WithMany().HasForeignKey(d => d.ViewId).OnDelete(DeleteBehavior.Cascade);
    }
}
