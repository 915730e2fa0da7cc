using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.Organisations;

/// <summary>A tenant. Its own id is the tenant id of everything it owns.</summary>
internal sealed class Organisation : ITenantOwned, INamed
{
    public Guid TenantId { get; set; }

    public string Name { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Set while nobody and no key of it is let in; its devices and data stay.</summary>
    public DateTimeOffset? SuspendedAt { get; set; }

    /// <summary>Rises when somebody stops administering the whole portfolio.</summary>
    public int AdministratorsVersion { get; set; }

    public string AuditName => Name;
}

internal sealed class OrganisationConfiguration : IEntityTypeConfiguration<Organisation>
{
    public void Configure(EntityTypeBuilder<Organisation> organisation)
    {
        organisation.ToTable("tenants_organisations");
        organisation.HasKey(o => o.TenantId);
        organisation.Property(o => o.TenantId).ValueGeneratedNever();
        organisation.Property(o => o.Name).HasMaxLength(120);
        organisation.Property(o => o.AdministratorsVersion).IsConcurrencyToken();
        organisation.Ignore(o => o.AuditName);
    }
}
