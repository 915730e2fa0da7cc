using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Tenants.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.People;

/// <summary>A link that lets a person choose their first password, once, within seven days.</summary>
internal sealed class Invitation : ITenantOwned
{
    public static readonly TimeSpan Validity = TimeSpan.FromDays(7);

    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public Guid PersonId { get; set; }

    [Secret]
    public string TokenHash { get; set; } = "";

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>A new link ends the earlier ones.</summary>
    /// <returns>The token for <c>/invite/…</c>, told once.</returns>
    public static async Task<string> IssueAsync(ConsoleDb db, Guid tenantId, Guid personId, DateTimeOffset now, CancellationToken ct)
    {
        var open = await db.Set<Invitation>().Where(i => i.PersonId == personId && i.AcceptedAt == null && i.ExpiresAt > now).ToListAsync(ct);
        foreach (var earlier in open) earlier.ExpiresAt = now;
        var token = KeySecret.NewToken();
        db.Add(new Invitation
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenantId,
            PersonId = personId,
            TokenHash = KeySecret.HashOf(token),
            ExpiresAt = now + Validity,
        });
        return token;
    }

    public bool IsOpen(DateTimeOffset now) => AcceptedAt is null && now < ExpiresAt;
}

internal sealed class InvitationConfiguration : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.ToTable("tenants_invitations");
        invitation.Property(i => i.Id).ValueGeneratedNever();
        invitation.Property(i => i.TokenHash).HasMaxLength(64).IsUnicode(false);
        invitation.Property(i => i.AcceptedAt).IsConcurrencyToken();
        invitation.HasOne<Person>().WithMany().HasForeignKey(i => i.PersonId).OnDelete(DeleteBehavior.Cascade);
        invitation.HasIndex(i => i.TokenHash).IsUnique();
    }
}
