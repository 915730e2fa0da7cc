using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Tenancy;
using IoTConsole.Tenants.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Tenants.SignIn;

/// <summary>A browser in which a person is signed in. The cookie names it; without its row the cookie is nobody's.</summary>
internal sealed class OpenSession : ITenantOwned, INamed
{
    /// <summary>Idle for longer than the cookie lives: nobody can come back to it.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(15);

    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public Guid PersonId { get; set; }

    /// <summary>As the browser gave itself out at sign-in; empty for one that is not known.</summary>
    public string Browser { get; set; } = "";

    public string Platform { get; set; } = "";

    public string Address { get; set; } = "";

    public DateTimeOffset SignedInAt { get; set; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    public string AuditName => $"{Browser} {Platform} {Address}".Trim();

    /// <summary>With the next save: all of a person's sessions but one, whose cookies a new security stamp has made worthless.</summary>
    public static async Task EndOthersAsync(ConsoleDb db, Guid personId, Guid? but, CancellationToken ct) =>
        db.RemoveRange(await db.Set<OpenSession>().Where(s => s.PersonId == personId && s.Id != but).ToListAsync(ct));
}

internal sealed class OpenSessionConfiguration : IEntityTypeConfiguration<OpenSession>
{
    public void Configure(EntityTypeBuilder<OpenSession> session)
    {
        session.ToTable("tenants_sessions");
        session.Property(s => s.Id).ValueGeneratedNever();
        session.Property(s => s.Browser).HasMaxLength(40);
        session.Property(s => s.Platform).HasMaxLength(40);
        session.Property(s => s.Address).HasMaxLength(64);
        session.Ignore(s => s.AuditName);
        session.HasOne<Person>().WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Cascade);
        session.HasIndex(s => s.LastSeenAt);
    }
}
