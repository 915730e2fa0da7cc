using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Fleet;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Bulk;

/// <summary>Adding and removing tags. The memory is the text of the tags before.</summary>
internal abstract class TagVerb(FleetScan fleet, Caller caller, DeviceDirectory directory, TimeProvider clock) : DeviceVerb(fleet, caller, directory, clock)
{
    public const string Tag = "tag";

    public override IReadOnlyList<Permission> OpenedBy => [ProvisioningPermissions.Edit];

    public override IReadOnlyList<BulkArgument> Arguments => [new(Tag, "One tag, or several with commas between; each at most 40 characters.")];

    public override Type Form => typeof(TagForm);

    public override Problem? Refuse(BulkArguments asked) => TagsOf(asked) is { Count: > 0 } tags ? DeviceRules.RefuseTags(tags) : ProvisioningProblems.Tags;

    protected abstract IEnumerable<string> After(IReadOnlyList<string> tags, IReadOnlyList<string> named);

    protected abstract BulkReason? Skip(IReadOnlyList<string> tags, IReadOnlyList<string> named);

    protected static List<string> TagsOf(BulkArguments asked) =>
        asked[Tag].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(TagText.Clean).Distinct().ToList();

    protected override Verdict Judge(DeviceEntry device, BulkArguments asked)
    {
        if (!Caller.Actor.Can(ProvisioningPermissions.Edit, device.SitePath)) return NotAllowed;
        var named = TagsOf(asked);
        if (Skip(device.Tags, named) is { } skip) return skip;
        return new(null, Shown(device.Tags), Shown([.. After(device.Tags, named).Order(StringComparer.Ordinal)]), TagText.Of(device.Tags));
    }

    protected override Verdict JudgeBack(DeviceEntry device, BulkArguments asked, string memory) =>
        Caller.Actor.Can(ProvisioningPermissions.Edit, device.SitePath) ? new Verdict(null, Shown(device.Tags), Shown(TagText.Read(memory)), TagText.Of(device.Tags)) : NotAllowed;

    protected override void Change(ConsoleDb db, Device device, BulkArguments asked, DateTimeOffset now)
    {
        device.Tags = TagText.Of(After(TagText.Read(device.Tags), TagsOf(asked)));
        device.Touch(now);
    }

    protected override void PutBack(ConsoleDb db, Device device, string memory, DateTimeOffset now)
    {
        device.Tags = memory;
        device.Touch(now);
    }

    private static string Shown(IReadOnlyList<string> tags) => tags.Count == 0 ? T("no tag") : string.Join(", ", tags);
}
