using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Groups;

/// <summary>The key of one device, for whoever makes or tries it: the group's own stays where it is.</summary>
internal sealed class DeriveDeviceKey(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, TrustStore trust)
{
    internal sealed record Input(Guid Id, string DeviceId);

    /// <returns>Base64, from the primary key.</returns>
    public async Task<Result<string>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<EnrolmentTemplate>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == input.Id, ct) is not { } group) return ProvisioningProblems.NoGroup;
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage, sites.Root(group.TenantId).Path) is { } refusedThere) return refusedThere;
        if (!DeviceRules.IsDeviceId(input.DeviceId.Trim())) return ProvisioningProblems.DeviceIdForm(input.DeviceId);
        return trust.FindGroup(group.Id) is { } open ? Convert.ToBase64String(GroupKey.Derive(open.Primary, input.DeviceId.Trim())) : ProvisioningProblems.NoKeys;
    }
}
