using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.Sites;

namespace IoTConsole.Tenants.Organisations;

/// <summary>A further tenant with its first administrator, who chooses a password by link: the platform never knows it.</summary>
internal sealed class CreateOrganisation(OrganisationRegister register, ConsoleDbs dbs, Caller caller, LiveTopics topics, TimeProvider clock)
{
    internal sealed record Input(string Name, string TimeZone, string AdministratorEmail, string AdministratorName);

    /// <param name="Token">For <c>/invite/…</c>; shown once.</param>
    internal sealed record Created(Guid TenantId, string Token, DateTimeOffset ExpiresAt);

    public async Task<Result<Created>> RunAsync(Input ask, CancellationToken ct)
    {
        if (!caller.Actor.RunsThePlatform) return TenantsProblems.NotThePlatform;
        if (!SiteRules.IsIana(ask.TimeZone)) return TenantsProblems.UnknownZone(ask.TimeZone);
        var plan = new OrganisationPlan(
            ask.Name,
            new SitePlan(SiteKind.Portfolio, ask.Name.Replace('/', ' '), ask.TimeZone, null, null, []),
            [new PersonPlan(ask.AdministratorEmail, ask.AdministratorName, Role.Administrator, null, null, false)]);
        var created = await register.CreateAsync(plan, caller.Actor, ct);
        if (!created.Succeeded) return created.Problem;

        // If the process dies here, the organisation stands without a link; "New link" of the platform's page makes one.
        var now = clock.GetUtcNow();
        var tenant = created.Value.TenantId;
        await using var db = await dbs.OpenAsAsync(new Actor(ActorKind.System, caller.Actor.Id, caller.Actor.Name, tenant, []), ct);
        var token = await Invitation.IssueAsync(db, tenant, created.Value.People[0].Id, now, ct);
        await db.SaveChangesAsync(ct);
        topics.Announce("organisations");
        return new Created(tenant, token, now + Invitation.Validity);
    }
}
