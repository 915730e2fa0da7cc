using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.People;

/// <summary>Somebody who signs in, in exactly one organisation. What they may do is in their grants, not here.</summary>
internal sealed class Person : IdentityUser<Guid>, ITenantOwned, INamed
{
    public Guid TenantId { get; set; }

    public string DisplayName { get; set; } = "";

    /// <summary>May create organisations; grants nothing inside one.</summary>
    public bool RunsThePlatform { get; set; }

    public bool Blocked { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    public string AuditName => DisplayName;

    public static Person Enter(Guid tenantId, string email, string displayName, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        TenantId = tenantId,
        UserName = email.Trim(),
        NormalizedUserName = Normal(email),
        Email = email.Trim(),
        NormalizedEmail = Normal(email),
        EmailConfirmed = true,
        DisplayName = displayName.Trim(),
        SecurityStamp = Guid.CreateVersion7(now).ToString("N"),
        ConcurrencyStamp = Guid.CreateVersion7(now).ToString("N"),
        LockoutEnabled = true,
        CreatedAt = now,
    };

    /// <summary>As ASP.NET Core Identity compares addresses.</summary>
    public static string Normal(string email) => email.Trim().Normalize().ToUpperInvariant();

    /// <summary>Ends every session and open page of this person.</summary>
    public void EndSessions() => SecurityStamp = Guid.CreateVersion7().ToString("N");
}

internal sealed class PersonConfiguration : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> person)
    {
        person.ToTable("tenants_people");
        person.Property(p => p.Id).ValueGeneratedNever();
        person.Property(p => p.UserName).HasMaxLength(256);
        person.Property(p => p.NormalizedUserName).HasMaxLength(256);
        person.Property(p => p.Email).HasMaxLength(256);
        person.Property(p => p.NormalizedEmail).HasMaxLength(256);
        person.Property(p => p.DisplayName).HasMaxLength(100);
        person.Property(p => p.PasswordHash).HasMaxLength(500);
        person.Property(p => p.SecurityStamp).HasMaxLength(100);
        person.Property(p => p.ConcurrencyStamp).HasMaxLength(100).IsConcurrencyToken();
        person.Property(p => p.PhoneNumber).HasMaxLength(50);
        person.Ignore(p => p.AuditName);

        // The address says who signs in and thereby which organisation: one on the whole console.
        person.HasIndex(p => p.NormalizedUserName).IsUnique();
        person.HasIndex(p => p.NormalizedEmail).IsUnique();
    }
}
