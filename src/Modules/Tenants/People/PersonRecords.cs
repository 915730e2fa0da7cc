using IoTConsole.Infrastructure.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.People;

// ASP.NET Core Identity's own records of a person. What matters of them to an auditor (second factor on or off) is on the person.
[NotAudited]
internal sealed class PersonClaim : IdentityUserClaim<Guid>;

[NotAudited]
internal sealed class PersonLogin : IdentityUserLogin<Guid>;

/// <summary>The authenticator's key and the recovery codes.</summary>
[NotAudited]
internal sealed class PersonToken : IdentityUserToken<Guid>;

internal sealed class PersonRecordsConfiguration
    : IEntityTypeConfiguration<PersonClaim>, IEntityTypeConfiguration<PersonLogin>, IEntityTypeConfiguration<PersonToken>
{
    public void Configure(EntityTypeBuilder<PersonClaim> claim)
    {
        claim.ToTable("tenants_person_claims");
        claim.HasKey(c => c.Id);
        claim.Property(c => c.ClaimType).HasMaxLength(256);
        claim.Property(c => c.ClaimValue).HasMaxLength(1000);
        claim.HasOne<Person>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<PersonLogin> login)
    {
        login.ToTable("tenants_person_logins");
        login.HasKey(l => new { l.LoginProvider, l.ProviderKey });
        login.Property(l => l.LoginProvider).HasMaxLength(128);
        login.Property(l => l.ProviderKey).HasMaxLength(200);
        login.Property(l => l.ProviderDisplayName).HasMaxLength(200);
        login.HasOne<Person>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<PersonToken> token)
    {
        token.ToTable("tenants_person_tokens");
        token.HasKey(t => new { t.UserId, t.LoginProvider, t.Name });
        token.Property(t => t.LoginProvider).HasMaxLength(128);
        token.Property(t => t.Name).HasMaxLength(128);
        token.Property(t => t.Value).HasMaxLength(2000);
        token.HasOne<Person>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
