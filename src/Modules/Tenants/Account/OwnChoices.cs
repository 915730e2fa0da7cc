using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Infrastructure.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.Account;

/// <summary>How the console looks and speaks for one person, in every browser. What is null was never chosen.</summary>
[NotAudited]
internal sealed class OwnChoices : ITenantOwned
{
    public Guid PersonId { get; set; }

    public Guid TenantId { get; set; }

    public string? Language { get; set; }

    public string? Theme { get; set; }

    public string? Density { get; set; }

    public TimesOf Times { get; set; }

    /// <summary>IANA name.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Codes of the news that are not told, with spaces between.</summary>
    public string? Silent { get; set; }
}

internal sealed class OwnChoicesConfiguration : IEntityTypeConfiguration<OwnChoices>
{
    public void Configure(EntityTypeBuilder<OwnChoices> own)
    {
        own.ToTable("tenants_own_settings");
        own.HasKey(o => o.PersonId);
        own.Property(o => o.PersonId).ValueGeneratedNever();
        own.Property(o => o.Language).HasMaxLength(20).IsUnicode(false);
        own.Property(o => o.Theme).HasMaxLength(20).IsUnicode(false);
        own.Property(o => o.Density).HasMaxLength(20).IsUnicode(false);
        own.Property(o => o.Times).HasConversion<string>().HasMaxLength(20).IsUnicode(false);
        own.Property(o => o.TimeZone).HasMaxLength(64).IsUnicode(false);
        own.Property(o => o.Silent).HasMaxLength(200).IsUnicode(false);
    }
}
