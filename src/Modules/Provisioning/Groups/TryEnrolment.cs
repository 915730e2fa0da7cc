using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Groups;

/// <summary>The dry run: what would become of devices with these ids if they came now, by each group that expects them. Registers nobody and notes nothing.</summary>
internal sealed class TryEnrolment(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, IDeviceDirectory directory, TimeProvider clock)
{
    public const int Most = 1_000;

    /// <param name="DeviceIds">1 to 1,000; in the order in which they would come.</param>
    /// <param name="Group">Only this one; null for all that the caller may see.</param>
    internal sealed record Input(IReadOnlyList<string> DeviceIds, Guid? Group = null);

    internal enum Outcome
    {
        Registers,
        WaitsForApproval,

        /// <summary>It was planned, and proves itself now.</summary>
        IsProvisioned,
        IsRegisteredAlready,
        BelongsToSomebodyElse,
        NobodyExpectsIt,
        CannotBeADeviceId,
        Full,
    }

    /// <param name="Shut">Why the group's door is closed now, whatever the outcome says; null when it is open.</param>
    /// <param name="Place">Empty when outside the caller's scope, and where there is no group.</param>
    internal sealed record Row(string DeviceId, Guid? GroupId, string Group, Outcome Outcome, string? Shut, string Model, string Place, IReadOnlyList<string> Tags);

    public async Task<Result<IReadOnlyList<Row>>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentView) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return ProvisioningProblems.NoGroup;
        var ids = input.DeviceIds.Select(d => d.Trim()).Where(d => d.Length > 0).Distinct(StringComparer.Ordinal).Take(Most + 1).ToList();
        if (ids.Count is 0 or > Most) return ProvisioningProblems.TryHowMany;
        await using var db = await dbs.OpenWideAsync(ct);
        var groups = await db.Set<EnrolmentTemplate>().AsNoTracking().Where(t => input.Group == null || t.Id == input.Group).OrderBy(t => t.CreatedAt).Take(1_000).ToListAsync(ct);
        if (input.Group is not null && groups.Count == 0) return ProvisioningProblems.NoGroup;
        var authorities = await db.Set<TrustedAuthority>().AsNoTracking().Where(a => a.DistrustedAt == null).Take(1_000).ToDictionaryAsync(a => a.Id, ct);
        var doors = groups.Where(g => g.AuthorityId is null || authorities.ContainsKey(g.AuthorityId.Value)).Select(g => new Door(g, g.AuthorityId is { } a ? authorities[a].Name : "")).ToList();
        return ids.SelectMany(id => Try(id, tenant, doors)).ToList();
    }

    private sealed class Door(EnrolmentTemplate group, string authority)
    {
        private readonly System.Text.RegularExpressions.Regex? _pattern = EnrolmentPattern.Read(group.Pattern);

        public EnrolmentTemplate Group { get; } = group;

        public string Name { get; } = group.Name.Length > 0 ? group.Name : authority;

        /// <summary>How many more it lets in; each that would register takes one.</summary>
        public int Left { get; set; } = (group.Quota ?? int.MaxValue) - group.Enrolled;

        public bool Expects(string id) => _pattern is not null && EnrolmentPattern.Matches(_pattern, id);
    }

    // By one authority only its first template that matches counts, as at CONNECT.
    private IEnumerable<Row> Try(string id, Guid tenant, List<Door> doors)
    {
        if (!DeviceRules.IsDeviceId(id)) return [Nobody(id, Outcome.CannotBeADeviceId)];
        var known = directory.FindByDeviceId(id);
        if (known is not null && known.TenantId != tenant) return [Nobody(id, Outcome.BelongsToSomebodyElse)];
        var open = doors.Where(d => d.Expects(id)).DistinctBy(d => d.Group.AuthorityId ?? d.Group.Id).ToList();
        return open.Count == 0 ? [Nobody(id, known is null or { State: LifecycleState.Planned } ? Outcome.NobodyExpectsIt : Outcome.IsRegisteredAlready)] : open.ConvertAll(d => Try(id, tenant, known, d));
    }

    private Row Try(string id, Guid tenant, DeviceEntry? known, Door door)
    {
        var group = door.Group;
        var outcome = known is { State: not LifecycleState.Planned } ? Outcome.IsRegisteredAlready
            : door.Left <= 0 ? Outcome.Full
            : known is not null ? Outcome.IsProvisioned
            : group.ApproveAutomatically ? Outcome.Registers : Outcome.WaitsForApproval;
        if (outcome is Outcome.Registers or Outcome.IsProvisioned) door.Left--;

        // A planned device keeps what it was planned as.
        var path = known?.SitePath ?? group.SitePath;
        return new Row(
            id, group.Id, door.Name, outcome, outcome == Outcome.IsRegisteredAlready ? null : ShutOf(group), known?.Model ?? group.Model, caller.Reaches(tenant, path) ? sites.NameOf(tenant, path) : "",
            known?.Tags ?? TagText.Read(group.Tags));
    }

    private string? ShutOf(EnrolmentTemplate group)
    {
        var now = clock.GetUtcNow();
        return (group.StoppedAt is not null ? ProvisioningProblems.EnrolmentStopped
            : now < group.OpensAt ? ProvisioningProblems.EnrolmentNotOpen
            : now >= group.ClosesAt ? ProvisioningProblems.EnrolmentClosed : null)?.Message;
    }

    private static Row Nobody(string id, Outcome outcome) => new(id, null, "", outcome, null, "", "", []);
}
