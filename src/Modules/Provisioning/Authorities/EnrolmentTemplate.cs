using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Provisioning.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>
/// A group of devices that may register themselves: how they prove who they are, and what becomes of them. With an authority it is their maker's
/// certificate, without one a key that is worked out from the group's. Its place is where new devices go.
/// </summary>
internal sealed class EnrolmentTemplate : IPlaced, INamed
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public string SitePath { get; set; } = "";

    public Guid SiteId { get; set; }

    /// <summary>Empty for what is known by its authority and pattern.</summary>
    public string Name { get; set; } = "";

    /// <summary>Null when its devices prove themselves by keys.</summary>
    public Guid? AuthorityId { get; set; }

    /// <summary>Of the group, sealed; null when its devices prove themselves by certificates.</summary>
    [Secret]
    public byte[]? PrimaryKey { get; set; }

    /// <summary>As good as the primary one, so that either can be changed while devices with the other go on.</summary>
    [Secret]
    public byte[]? SecondaryKey { get; set; }

    /// <summary>Devices register from here on; null for at once.</summary>
    public DateTimeOffset? OpensAt { get; set; }

    /// <summary>Nobody registers from here on; null for never.</summary>
    public DateTimeOffset? ClosesAt { get; set; }

    /// <summary>Nobody registers until it is taken back; who has registered stays.</summary>
    public DateTimeOffset? StoppedAt { get; set; }

    /// <summary>As many may register at most; null for any number.</summary>
    public int? Quota { get; set; }

    /// <summary>As many have; counted in the transaction that registers.</summary>
    public int Enrolled { get; set; }

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

    public string AuditName => Name.Length > 0 ? Name : Pattern;
}

internal sealed class EnrolmentTemplateConfiguration : IEntityTypeConfiguration<EnrolmentTemplate>
{
    public void Configure(EntityTypeBuilder<EnrolmentTemplate> template)
    {
        template.ToTable("provisioning_enrolment_templates");
        template.Property(t => t.Id).ValueGeneratedNever();
        template.Property(t => t.Pattern).HasMaxLength(EnrolmentPattern.Longest);
        template.Property(t => t.Name).HasMaxLength(100);
        template.Property(t => t.PrimaryKey).HasMaxLength(200);
        template.Property(t => t.SecondaryKey).HasMaxLength(200);
        template.Property(t => t.Model).HasMaxLength(100);
        template.Property(t => t.Tags).HasMaxLength(1000);
        template.Property(t => t.Power).HasConversion<string>().HasMaxLength(20);
        template.Ignore(t => t.AuditName);
        template.HasOne<TrustedAuthority>().WithMany().HasForeignKey(t => t.AuthorityId).OnDelete(DeleteBehavior.Restrict);
        template.HasIndex(t => t.AuthorityId);
    }
}
