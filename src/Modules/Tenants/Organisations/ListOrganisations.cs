using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Tenants.Organisations;

/// <summary>Names and counts, which is all that running the platform shows of a tenant.</summary>
internal sealed class ListOrganisations(OrganisationRegister register, Caller caller)
{
    public async Task<Result<List<OrganisationLine>>> RunAsync(CancellationToken ct)
    {
        if (!caller.Actor.RunsThePlatform) return TenantsProblems.NotThePlatform;
        return (await register.ListAsync(ct)).ToList();
    }
}
