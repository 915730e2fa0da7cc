using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Organisations;
using IoTConsole.Tenants.Sites;

namespace IoTConsole.Tenants.Account;

/// <summary>The first organisation and its first administrator, who also runs the platform. Works once, with the link.</summary>
internal sealed class SetUpConsole(SetupLink link, OrganisationRegister organisations)
{
    internal sealed record Input(string? Token, string Organisation, string TimeZone, string DisplayName, string Email, string Password);

    public async Task<Result<Guid>> RunAsync(Input ask, CancellationToken ct)
    {
        await link.Turn.WaitAsync(ct);
        try
        {
            if (!await link.OpensAsync(ask.Token, ct)) return TenantsProblems.SetupLinkSpent;
            if (!SiteRules.IsIana(ask.TimeZone)) return TenantsProblems.UnknownZone(ask.TimeZone);
            var portfolio = new SitePlan(SiteKind.Portfolio, ask.Organisation.Replace('/', ' '), ask.TimeZone, null, null, []);
            var person = new PersonPlan(ask.Email, ask.DisplayName, Role.Administrator, null, ask.Password, RunsThePlatform: true);
            var created = await organisations.CreateAsync(new OrganisationPlan(ask.Organisation, portfolio, [person]), ct);
            if (!created.Succeeded) return created.Problem;
            link.Close();
            return created.Value.People[0].Id;
        }
        finally
        {
            link.Turn.Release();
        }
    }
}
