using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Sites;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.People;

/// <summary>A new person with a first role, and the link by which they choose a password.</summary>
internal sealed class InvitePerson(ConsoleDbs dbs, Caller caller, GrantReach reach, LiveTopics topics, TimeProvider clock)
{
    internal sealed record Input(string Email, string DisplayName, Role Role, Guid SiteId);

    /// <param name="Token">For <c>/invite/…</c>; shown once, works once, for seven days.</param>
    internal sealed record Invited(Guid PersonId, string Token, DateTimeOffset ExpiresAt);

    public async Task<Result<Invited>> RunAsync(Input ask, CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var site = await db.Set<Site>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == ask.SiteId, ct);
        if (site is null) return TenantsProblems.NoSite;
        if (caller.Refuses(TenantsPermissions.PeopleManage, site.SitePath) is { } refused) return refused;
        if (ask.Role == Role.ServiceAccount) return TenantsProblems.KeysForPrograms;
        if (!reach.Covers(caller.Actor, TenantsPermissions.PeopleManage, ask.Role, site.SitePath)) return TenantsProblems.Beyond(ask.Role);
        if (PersonRules.RefuseEmail(ask.Email) is { } email) return email;
        if (PersonRules.RefuseName(ask.DisplayName) is { } name) return name;

        var now = clock.GetUtcNow();
        var person = Person.Enter(site.TenantId, ask.Email, ask.DisplayName, now);
        db.Add(person);
        db.Add(new AccessStamp { PersonId = person.Id, TenantId = site.TenantId, ChangedAt = now, Stamp = Guid.CreateVersion7(now) });
        db.Add(Grant.Of(person.Id, ask.Role, site, now));
        var token = await Invitation.IssueAsync(db, site.TenantId, person.Id, now, ct);

        // Addresses are one on the whole console, so the index is the only one who can compare them with other tenants'.
        if (await db.TrySaveAsync(TenantsProblems.EmailTaken, ct) is { } taken) return taken;
        topics.Announce($"people:{site.TenantId}");
        return new Invited(person.Id, token, now + Invitation.Validity);
    }
}
