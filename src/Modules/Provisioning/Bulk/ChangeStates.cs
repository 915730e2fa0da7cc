using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Fleet;
using IoTConsole.Provisioning.Lifecycle;
using Microsoft.EntityFrameworkCore;
using MudBlazor;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Bulk;

/// <summary>Maintenance, quarantine, back in service, decommissioning. The memory is the state before; decommissioning is for good.</summary>
internal sealed class ChangeStates(FleetScan fleet, Caller caller, DeviceDirectory directory, CertificateRegister certificates, TimeProvider clock)
    : DeviceVerb(fleet, caller, directory, clock)
{
    public const string To = "to";
    public const string Why = "why";

    private static readonly BulkReason _is = new("provisioning.in-that-state", Key("Is in that state already."));

    private static readonly BulkReason _forGood = new("provisioning.decommissioned-for-good", Key("Is decommissioned, which is for good."));

    public override string Code => "devices.change-state";

    public override string Title => T("Change state");

    public override string Icon => Icons.Material.Outlined.PublishedWithChanges;

    public override bool IsGrave => true;

    public override bool CanBeUndone(BulkArguments asked) => StateOf(asked) != LifecycleState.Decommissioned;

    public override IReadOnlyList<Permission> OpenedBy => [ProvisioningPermissions.Serve, ProvisioningPermissions.Decommission];

    public override IReadOnlyList<BulkArgument> Arguments =>
    [
        new(To, "Maintenance, Quarantined, Decommissioned, or Active for back in service."),
        new(Why, "Needed for quarantine and decommissioning; at most 300 characters, kept in each device's history."),
    ];

    public override Type Form => typeof(StateForm);

    public static string Said(LifecycleState to) => to switch
    {
        LifecycleState.Maintenance => T("Start maintenance"),
        LifecycleState.Quarantined => T("Quarantine"),
        LifecycleState.Decommissioned => T("Decommission"),
        _ => T("Back in service"),
    };

    public override string Words(BulkArguments asked) => StateOf(asked) is { } to ? Said(to) : Title;

    public override Problem? Refuse(BulkArguments asked)
    {
        if (StateOf(asked) is not { } to) return ProvisioningProblems.StateNeeded;
        if (asked[Why].Length > StateChangeConfiguration.LongestWhy) return ProvisioningProblems.Why;
        if (asked[Why].Length == 0 && !LifecycleRules.IsTrusted(to)) return ProvisioningProblems.WhyNeeded;
        return Caller.Refuses(PermissionFor(to));
    }

    protected override Verdict Judge(DeviceEntry device, BulkArguments asked)
    {
        var to = StateOf(asked)!.Value;
        if (!Caller.Actor.Can(PermissionFor(to), device.SitePath)) return NotAllowed;
        var back = to == LifecycleState.Active;
        if (device.State == to || (back && device.State == LifecycleState.Provisioned)) return _is;
        if (device.State == LifecycleState.Decommissioned) return _forGood;

        // A planned device becomes provisioned by its credential, never by hand.
        if (back && device.State == LifecycleState.Planned || !LifecycleRules.Allows(device.State, to)) return NoStep(device.State, to);
        return new(null, LifecycleWords.Of(device.State), back ? Said(to) : LifecycleWords.Of(to), $"{device.State}");
    }

    protected override Verdict JudgeBack(DeviceEntry device, BulkArguments asked, string memory)
    {
        var before = Enum.Parse<LifecycleState>(memory);
        if (!Caller.Actor.Can(ProvisioningPermissions.Serve, device.SitePath)) return NotAllowed;
        if (device.State == LifecycleState.Decommissioned) return _forGood;
        return LifecycleRules.Allows(device.State, before)
            ? new Verdict(null, LifecycleWords.Of(device.State), LifecycleWords.Of(before), $"{device.State}")
            : NoStep(device.State, before);
    }

    protected override void Change(ConsoleDb db, Device device, BulkArguments asked, DateTimeOffset now)
    {
        var to = StateOf(asked)!.Value;
        Move(db, device, to == LifecycleState.Active ? device.AtRest : to, asked[Why], now);
    }

    protected override void PutBack(ConsoleDb db, Device device, string memory, DateTimeOffset now) => Move(db, device, Enum.Parse<LifecycleState>(memory), "Undone", now);

    protected override async Task<Action?> AlsoAsync(ConsoleDb db, IReadOnlyList<Device> changed, BulkArguments asked, CancellationToken ct)
    {
        if (StateOf(asked) != LifecycleState.Decommissioned) return null;
        var ids = changed.Select(d => d.Id).ToList();
        var open = await db.Set<DeviceCertificate>().Where(c => ids.Contains(c.DeviceId) && c.RevokedAt == null).ToListAsync(ct);
        foreach (var certificate in open) certificate.Revoke(Caller.Actor.Name, $"Decommissioned: {asked[Why]}", changed[0].ChangedAt);
        return () => open.ForEach(certificates.Put);
    }

    private void Move(ConsoleDb db, Device device, LifecycleState to, string why, DateTimeOffset now)
    {
        var from = device.State;
        db.Add(LifecycleRules.Move(device, to, Caller.Actor.Name, why, now).Value);
        db.Announce(new DeviceStateChanged(device.TenantId, device.Id, from, device.State));
    }

    // Four doors, as on the page of one device; "provisioned" also means back in service.
    private static LifecycleState? StateOf(BulkArguments asked) => Enum.TryParse<LifecycleState>(asked[To], ignoreCase: true, out var to) && Enum.IsDefined(to)
        ? to switch { LifecycleState.Planned => null, LifecycleState.Provisioned => LifecycleState.Active, _ => to }
        : null;

    private static Permission PermissionFor(LifecycleState to) => to == LifecycleState.Decommissioned ? ProvisioningPermissions.Decommission : ProvisioningPermissions.Serve;

    private static BulkReason NoStep(LifecycleState from, LifecycleState to) =>
        new("provisioning.no-such-step", Key("{0}: cannot become “{1}”."), LifecycleWords.Of(from), LifecycleWords.Of(to));
}
