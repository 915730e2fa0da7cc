using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Tenants.Sites;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.People;

/// <summary>A role held at a node of the tree and, by inheritance, everywhere below it.</summary>
internal sealed class Grant : IPlaced, INamed
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public string SitePath { get; set; } = "";

    public Guid SiteId { get; set; }

    public Guid PersonId { get; set; }

    public Role Role { get; set; }

    public DateTimeOffset GrantedAt { get; set; }

    public string AuditName => Role.ToString();

    public static Grant Of(Guid personId, Role role, Site site, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        TenantId = site.TenantId,
        SitePath = site.SitePath,
        SiteId = site.Id,
        PersonId = personId,
        Role = role,
        GrantedAt = now,
    };
}

internal sealed class GrantConfiguration : IEntityTypeConfiguration<Grant>
{
    public void Configure(EntityTypeBuilder<Grant> grant)
    {
        grant.ToTable("tenants_grants");
        grant.Property(g => g.Id).ValueGeneratedNever();
        grant.Property(g => g.Role).HasConversion<string>().HasMaxLength(30);
        grant.Ignore(g => g.AuditName);
        grant.HasOne<Person>().WithMany().HasForeignKey(g => g.PersonId).OnDelete(DeleteBehavior.Restrict);
        grant.HasOne<Site>().WithMany().HasForeignKey(g => g.SiteId).OnDelete(DeleteBehavior.Restrict);

        // Two administrators who grant the same thing at once grant it once.
        grant.HasIndex(g => new { g.PersonId, g.Role, g.SiteId }).IsUnique();
    }
}
