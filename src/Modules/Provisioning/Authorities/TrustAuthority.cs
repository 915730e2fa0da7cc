using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>Trusts a maker's root for the whole organisation, so it takes an administrator of the whole portfolio.</summary>
internal sealed class TrustAuthority(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, AuthorityTrust trust)
{
    internal sealed record Input(string Name, string CertificatePem, EnrolmentTemplatePlan Template);

    public async Task<Result<Guid>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return ProvisioningProblems.NoSite;
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage, sites.Root(tenant).Path) is { } refusedThere) return refusedThere;
        await using var db = await dbs.OpenWideAsync(ct);
        return await trust.AddAsync(db, tenant, input.Name, input.CertificatePem, input.Template, ct);
    }
}
