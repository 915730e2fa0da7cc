using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Fleet;
using MudBlazor;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Bulk;

/// <summary>Adds one or more tags.</summary>
internal sealed class TagDevices(FleetScan fleet, Caller caller, DeviceDirectory directory, TimeProvider clock) : TagVerb(fleet, caller, directory, clock)
{
    private static readonly BulkReason _has = new("provisioning.tagged-already", Key("Has the tag already."));

    private static readonly BulkReason _full = new("provisioning.too-many-tags", Key("Would have more than 20 tags."));

    public override string Code => "devices.add-tag";

    public override string Title => T("Add tag");

    public override string Icon => Icons.Material.Outlined.NewLabel;

    public override string Words(BulkArguments asked) => T("Add tag {0}", string.Join(", ", TagsOf(asked)));

    protected override IEnumerable<string> After(IReadOnlyList<string> tags, IReadOnlyList<string> named) => tags.Union(named);

    protected override BulkReason? Skip(IReadOnlyList<string> tags, IReadOnlyList<string> named) =>
        named.All(tags.Contains) ? _has : tags.Union(named).Count() > TagText.Most ? _full : null;
}
