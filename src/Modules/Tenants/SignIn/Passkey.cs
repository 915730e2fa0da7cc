using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.SignIn;

/// <summary>The public half of a key that a person's device or password manager keeps for this console.</summary>
internal sealed class Passkey : ITenantOwned, INamed
{
    /// <summary>As much as WebAuthn allows.</summary>
    public const int LongestId = 1023;

    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public Guid PersonId { get; set; }

    public string Name { get; set; } = "";

    public byte[] CredentialId { get; set; } = [];

    public byte[] PublicKey { get; set; } = [];

    /// <summary>Rises with each use on devices that count; one that falls is a copy and is refused.</summary>
    public long SignCount { get; set; }

    /// <summary>How the browser reaches it, separated by commas: <c>internal,hybrid</c>.</summary>
    public string Transports { get; set; } = "";

    public bool IsUserVerified { get; set; }

    public bool IsBackupEligible { get; set; }

    public bool IsBackedUp { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public string AuditName => Name;

    public UserPasskeyInfo ToInfo() => new(
        CredentialId, PublicKey, CreatedAt, (uint)SignCount, Transports.Length == 0 ? [] : Transports.Split(','), IsUserVerified, IsBackupEligible, IsBackedUp, [], []) { Name = Name };

    public void Take(UserPasskeyInfo info) =>
        (SignCount, IsUserVerified, IsBackedUp, Name) = (info.SignCount, info.IsUserVerified, info.IsBackedUp, info.Name ?? Name);
}

internal sealed class PasskeyConfiguration : IEntityTypeConfiguration<Passkey>
{
    public void Configure(EntityTypeBuilder<Passkey> passkey)
    {
        passkey.ToTable("tenants_passkeys");
        passkey.Property(p => p.Id).ValueGeneratedNever();
        passkey.Property(p => p.Name).HasMaxLength(60);
        passkey.Property(p => p.CredentialId).HasMaxLength(Passkey.LongestId);
        passkey.Property(p => p.PublicKey).HasMaxLength(2000);
        passkey.Property(p => p.Transports).HasMaxLength(100);
        passkey.Ignore(p => p.AuditName);
        passkey.HasOne<Person>().WithMany().HasForeignKey(p => p.PersonId).OnDelete(DeleteBehavior.Cascade);
        passkey.HasIndex(p => p.CredentialId).IsUnique();
    }
}
