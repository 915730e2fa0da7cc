using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Provisioning.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>What becomes of a device that first connects with a certificate of a trusted authority. Its place is where new devices go.</summary>
internal sealed class EnrolmentTemplate : IPlaced, INamed
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public string SitePath { get; set; } = "";

    public Guid SiteId { get; set; }

    public Guid AuthorityId { get; set; }

    /// <summary>Regular expression that the whole common name must match.</summary>
    public string Pattern { get; set; } = "";

    public string Model { get; set; } = "";

    public bool IsGateway { get; set; }

    public bool ApproveAutomatically { get; set; }

    /// <summary>As a device has them; empty for none.</summary>
    public string Tags { get; set; } = "";

    /// <summary>Null: the console's usual one, and a device that has one keeps it.</summary>
    public int? ExpectedIntervalSeconds { get; set; }

    public PowerSource? Power { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public string AuditName => Pattern;
}

internal sealed class EnrolmentTemplateConfiguration : IEntityTypeConfiguration<EnrolmentTemplate>
{
    public void Configure(EntityTypeBuilder<EnrolmentTemplate> template)
    {
        template.ToTable("provisioning_enrolment_templates");
        template.Property(t => t.Id).ValueGeneratedNever();
        template.Property(t => t.Pattern).HasMaxLength(EnrolmentPattern.Longest);
        template.Property(t => t.Model).HasMaxLength(100);
        template.Property(t => t.Tags).HasMaxLength(1000);
        template.Property(t => t.Power).HasConversion<string>().HasMaxLength(20);
        template.Ignore(t => t.AuditName);
        template.HasOne<TrustedAuthority>().WithMany().HasForeignKey(t => t.AuthorityId).OnDelete(DeleteBehavior.Restrict);
        template.HasIndex(t => t.AuthorityId);
    }
}
