using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>Ends trust in a maker's root: its devices are refused at their next connect until it is trusted again.</summary>
internal sealed class DistrustAuthority(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, TrustStore trust, TimeProvider clock)
{
    public async Task<Result<Done>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<TrustedAuthority>().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } authority) return ProvisioningProblems.NoAuthority;
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage, sites.Root(authority.TenantId).Path) is { } refusedThere) return refusedThere;
        authority.DistrustedAt ??= clock.GetUtcNow();
        await db.SaveChangesAsync(ct);
        await trust.CatchUpAsync(ct);
        return Done.It;
    }
}
