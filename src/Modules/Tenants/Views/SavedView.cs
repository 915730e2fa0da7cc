using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.Views;

/// <summary>An address of a list under a name: filter, columns, order, density. It shows nobody more than they see anyway.</summary>
internal sealed class SavedView : ITenantOwned, INamed
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public Guid OwnerId { get; set; }

    public string Owner { get; set; } = "";

    /// <summary>The path of the page it is of, without the first slash: "devices".</summary>
    public string Page { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>The query string without the question mark.</summary>
    public string Query { get; set; } = "";

    /// <summary>Everybody who holds it anywhere sees the view; null for the owner alone.</summary>
    public Role? SharedWith { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    public string AuditName => Name;
}

internal sealed class SavedViewConfiguration : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> view)
    {
        view.ToTable("tenants_views");
        view.Property(v => v.Id).ValueGeneratedNever();
        view.Property(v => v.Owner).HasMaxLength(200);
        view.Property(v => v.Page).HasMaxLength(ViewRules.LongestPage).IsUnicode(false);
        view.Property(v => v.Name).HasMaxLength(ViewRules.LongestName);
        view.Property(v => v.Query).HasMaxLength(ViewRules.LongestQuery);
        view.Property(v => v.SharedWith).HasConversion<string>().HasMaxLength(30);
        view.Ignore(v => v.AuditName);
        view.HasIndex(v => new { v.TenantId, v.Page, v.OwnerId, v.Name }).IsUnique();
    }
}
