using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Fleet;
using MudBlazor;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Bulk;

/// <summary>Takes one or more tags away.</summary>
internal sealed class UntagDevices(FleetScan fleet, Caller caller, DeviceDirectory directory, TimeProvider clock) : TagVerb(fleet, caller, directory, clock)
{
    private static readonly BulkReason _hasNot = new("provisioning.not-tagged", Key("Does not have the tag."));

    public override string Code => "devices.remove-tag";

    public override string Title => T("Remove tag");

    public override string Icon => Icons.Material.Outlined.LabelOff;

    public override string Words(BulkArguments asked) => T("Remove tag {0}", string.Join(", ", TagsOf(asked)));

    protected override IEnumerable<string> After(IReadOnlyList<string> tags, IReadOnlyList<string> named) => tags.Except(named);

    protected override BulkReason? Skip(IReadOnlyList<string> tags, IReadOnlyList<string> named) => named.Any(tags.Contains) ? null : _hasNot;
}
