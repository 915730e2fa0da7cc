using System.Security.Cryptography;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Groups;

/// <summary>A group whose devices prove themselves by keys. For the whole organisation, so it takes an administrator of the whole portfolio.</summary>
internal sealed class MakeGroup(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, AuthorityTrust rules, KeyFile keyFile, TrustStore trust)
{
    private const int Most = 500;

    /// <param name="Name">1 to 100 characters.</param>
    internal sealed record Input(string Name, EnrolmentTemplatePlan Template, GroupLimits Limits);

    /// <param name="PrimaryKey">Base64, to be shown once.</param>
    internal sealed record Made(Guid Id, string PrimaryKey, string SecondaryKey);

    public async Task<Result<Made>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return ProvisioningProblems.NoSite;
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage, sites.Root(tenant).Path) is { } refusedThere) return refusedThere;
        if (input.Name.Trim().Length is 0 or > 100) return ProvisioningProblems.GroupName;
        if (input.Limits.Fault is { } fault) return fault;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<EnrolmentTemplate>().CountAsync(t => t.AuthorityId == null, ct) >= Most) return ProvisioningProblems.TooManyGroups;
        var made = rules.Template(tenant, null, input.Template);
        if (!made.Succeeded) return made.Problem;
        var group = made.Value;
        group.Name = input.Name.Trim();
        input.Limits.Apply(group, group.CreatedAt);
        var safe = keyFile.Open(makeWhenMissing: false);
        var (primary, secondary) = (RandomNumberGenerator.GetBytes(GroupKey.Size), RandomNumberGenerator.GetBytes(GroupKey.Size));
        (group.PrimaryKey, group.SecondaryKey) = (safe.Seal(primary, group.Id), safe.Seal(secondary, group.Id));
        db.Add(group);
        await db.SaveChangesAsync(ct);
        await trust.CatchUpAsync(ct);
        return new Made(group.Id, Convert.ToBase64String(primary), Convert.ToBase64String(secondary));
    }
}
