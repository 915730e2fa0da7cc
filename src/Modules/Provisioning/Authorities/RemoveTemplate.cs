using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>Devices that only this template expected are refused at their next connect.</summary>
internal sealed class RemoveTemplate(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, TrustStore trust)
{
    internal sealed record Input(Guid AuthorityId, Guid TemplateId);

    public async Task<Result<Done>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<EnrolmentTemplate>().SingleOrDefaultAsync(t => t.Id == input.TemplateId && t.AuthorityId == input.AuthorityId, ct) is not { } template)
            return ProvisioningProblems.NoTemplate;
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage, sites.Root(template.TenantId).Path) is { } refusedThere) return refusedThere;
        db.Remove(template);
        await db.SaveChangesAsync(ct);
        await trust.CatchUpAsync(ct);
        return Done.It;
    }
}
