using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Fleet;
using Microsoft.EntityFrameworkCore;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Bulk;

/// <summary>
/// What is the same for everything that is done to many devices. A verb decides from the directory's entry alone, so that the preview of
/// a whole fleet and the run itself say the same.
/// </summary>
internal abstract class DeviceVerb(FleetScan fleet, Caller caller, DeviceDirectory directory, TimeProvider clock) : IBulkVerb
{
    /// <summary>What becomes of one device: skipped with a reason, or changed.</summary>
    /// <param name="Memory">What it takes to put it back.</param>
    protected internal sealed record Verdict(BulkReason? Skip, string Before = "", string After = "", string Memory = "")
    {
        public static implicit operator Verdict(BulkReason reason) => new(reason);
    }

    public abstract string Code { get; }

    public string List => "devices";

    public abstract string Title { get; }

    public abstract string Icon { get; }

    public virtual bool IsGrave => false;

    public virtual bool CanBeUndone(BulkArguments asked) => true;

    public abstract IReadOnlyList<Permission> OpenedBy { get; }

    public abstract IReadOnlyList<BulkArgument> Arguments { get; }

    public abstract Type Form { get; }

    public abstract string Words(BulkArguments asked);

    public abstract Problem? Refuse(BulkArguments asked);

    public Result<IReadOnlyList<Guid>> Find(string filter) =>
        caller.Refuses(ProvisioningPermissions.View) is { } refused ? refused : fleet.Ids(DeviceFilter.Parse(filter));

    public IReadOnlyList<Guid> Seen(IReadOnlyCollection<Guid> ids) =>
        [.. fleet.Seen(ids).OrderBy(d => d.DeviceId, StringComparer.Ordinal).Select(d => d.Id)];

    public BulkStep Look(BulkArguments asked, IReadOnlyList<Guid> ids) => Sort(
        ids, id => id, id => caller.FindDevice(directory, id), (device, _) => Judge(device, asked));

    public BulkStep LookBack(BulkArguments asked, IReadOnlyList<BulkMemory> changes) => Sort(
        changes, c => c.Id, c => caller.FindDevice(directory, c.Id), (device, change) => JudgeSince(device, asked, change));

    public async Task<BulkStep> DoAsync(ConsoleDb db, BulkArguments asked, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var devices = await LoadAsync(db, ids, ct);
        var step = Sort(ids, id => id, id => devices.GetValueOrDefault(id)?.ToEntry(), (device, _) => Judge(device, asked));
        return await ChangeAsync(db, step, devices, (device, now) => Change(db, device, asked, now), changed => AlsoAsync(db, changed, asked, ct));
    }

    public async Task<BulkStep> UndoAsync(ConsoleDb db, BulkArguments asked, IReadOnlyList<BulkMemory> changes, CancellationToken ct)
    {
        var devices = await LoadAsync(db, [.. changes.Select(c => c.Id)], ct);
        var step = Sort(changes, c => c.Id, c => devices.GetValueOrDefault(c.Id)?.ToEntry(), (device, change) => JudgeSince(device, asked, change));
        var memories = changes.ToDictionary(c => c.Id, c => c.Memory);
        return await ChangeAsync(db, step, devices, (device, now) => PutBack(db, device, memories[device.Id], now), _ => Task.FromResult<Action?>(null));
    }

    protected Caller Caller => caller;

    /// <summary>Decides and changes nothing.</summary>
    protected abstract Verdict Judge(DeviceEntry device, BulkArguments asked);

    /// <summary>Likewise for putting it back; that nobody has changed it since is known.</summary>
    protected abstract Verdict JudgeBack(DeviceEntry device, BulkArguments asked, string memory);

    /// <summary>Does what <see cref="Judge"/> allowed. Ends in a new version of the device.</summary>
    protected abstract void Change(ConsoleDb db, Device device, BulkArguments asked, DateTimeOffset now);

    protected abstract void PutBack(ConsoleDb db, Device device, string memory, DateTimeOffset now);

    /// <summary>What else belongs to the change of these devices; what it returns is called once all is stored.</summary>
    protected virtual Task<Action?> AlsoAsync(ConsoleDb db, IReadOnlyList<Device> changed, BulkArguments asked, CancellationToken ct) => Task.FromResult<Action?>(null);

    protected static BulkReason NotAllowed { get; } = new("access.missing-permission", Key("Your role does not include this there."));

    private Verdict JudgeSince(DeviceEntry device, BulkArguments asked, BulkMemory change) =>
        device.Version == change.Version ? JudgeBack(device, asked, change.Memory) : BulkReason.ChangedSince;

    private static BulkStep Sort<T>(IReadOnlyList<T> given, Func<T, Guid> idOf, Func<T, DeviceEntry?> find, Func<DeviceEntry, T, Verdict> judge)
    {
        var (changes, skips) = (new List<BulkChange>(given.Count), new List<BulkSkip>());
        foreach (var one in given)
        {
            if (find(one) is not { } device)
            {
                skips.Add(new(idOf(one), "", BulkReason.NotInSight));
                continue;
            }

            var verdict = judge(device, one);
            if (verdict.Skip is { } reason) skips.Add(new(device.Id, device.Name, reason));
            else changes.Add(new(device.Id, device.Name, verdict.Before, verdict.After, device.Version, verdict.Memory));
        }

        return new(changes, skips);
    }

    // The query's own filter leaves out what whoever started the run may no longer see.
    private static Task<Dictionary<Guid, Device>> LoadAsync(ConsoleDb db, IReadOnlyList<Guid> ids, CancellationToken ct) =>
        db.Set<Device>().Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, ct);

    private async Task<BulkStep> ChangeAsync(
        ConsoleDb db, BulkStep step, Dictionary<Guid, Device> devices, Action<Device, DateTimeOffset> change, Func<IReadOnlyList<Device>, Task<Action?>> also)
    {
        var now = clock.GetUtcNow();
        var changed = step.Changes.Select(c => devices[c.Id]).ToList();
        foreach (var device in changed) change(device, now);
        var after = changed.Count == 0 ? null : await also(changed);
        return step with
        {
            Changes = [.. step.Changes.Select(c => c with { Version = devices[c.Id].Version })],
            Stored = () =>
            {
                directory.PutAll(changed);
                after?.Invoke();
            },
        };
    }
}
