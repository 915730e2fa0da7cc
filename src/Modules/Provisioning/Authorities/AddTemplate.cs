using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>Says what becomes of further devices of an authority that is trusted already.</summary>
internal sealed class AddTemplate(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, AuthorityTrust rules, TrustStore trust)
{
    internal sealed record Input(Guid AuthorityId, EnrolmentTemplatePlan Template);

    public async Task<Result<Guid>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<TrustedAuthority>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == input.AuthorityId && a.DistrustedAt == null, ct) is not { } authority)
            return ProvisioningProblems.NoAuthority;
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage, sites.Root(authority.TenantId).Path) is { } refusedThere) return refusedThere;
        var template = rules.Template(authority.TenantId, authority.Id, input.Template);
        if (!template.Succeeded) return template.Problem;
        db.Add(template.Value);
        await db.SaveChangesAsync(ct);
        await trust.CatchUpAsync(ct);
        return template.Value.Id;
    }
}
