using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Groups;

/// <summary>Opens, closes, stops or limits a group of either kind. The next device that knocks meets it.</summary>
internal sealed class ChangeGroup(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, TrustStore trust, TimeProvider clock)
{
    /// <param name="Name">At most 100 characters; may be empty where a maker's authority names the group.</param>
    internal sealed record Input(Guid Id, string Name, GroupLimits Limits);

    public async Task<Result<Done>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<EnrolmentTemplate>().SingleOrDefaultAsync(t => t.Id == input.Id, ct) is not { } group) return ProvisioningProblems.NoGroup;
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage, sites.Root(group.TenantId).Path) is { } refusedThere) return refusedThere;
        if (input.Name.Trim().Length > 100 || (group.AuthorityId is null && input.Name.Trim().Length == 0)) return ProvisioningProblems.GroupName;
        if (input.Limits.Fault is { } fault) return fault;
        group.Name = input.Name.Trim();
        input.Limits.Apply(group, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await trust.CatchUpAsync(ct);
        return Done.It;
    }
}
