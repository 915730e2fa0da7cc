using System.Security.Cryptography;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Groups;

/// <summary>A new key in the place of one of the two: whatever was worked out from the old one registers nothing any more.</summary>
internal sealed class RotateGroupKey(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, KeyFile keyFile, TrustStore trust)
{
    internal sealed record Input(Guid Id, bool Secondary);

    /// <returns>Base64, to be shown once.</returns>
    public async Task<Result<string>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<EnrolmentTemplate>().SingleOrDefaultAsync(t => t.Id == input.Id, ct) is not { } group) return ProvisioningProblems.NoGroup;
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage, sites.Root(group.TenantId).Path) is { } refusedThere) return refusedThere;
        if (group.PrimaryKey is null) return ProvisioningProblems.NoKeys;
        var key = RandomNumberGenerator.GetBytes(GroupKey.Size);
        var kept = keyFile.Open(makeWhenMissing: false).Seal(key, group.Id);
        if (input.Secondary) group.SecondaryKey = kept;
        else group.PrimaryKey = kept;
        await db.SaveChangesAsync(ct);
        await trust.CatchUpAsync(ct);
        return Convert.ToBase64String(key);
    }
}
