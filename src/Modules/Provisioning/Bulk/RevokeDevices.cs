using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Fleet;
using Microsoft.EntityFrameworkCore;
using MudBlazor;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Bulk;

/// <summary>Revokes every certificate that devices hold: one, a selection, or all that match. For good; their state and place stay.</summary>
internal sealed class RevokeDevices(FleetScan fleet, Caller caller, DeviceDirectory directory, CertificateRegister certificates, TimeProvider clock)
    : DeviceVerb(fleet, caller, directory, clock)
{
    public const string Why = "why";

    private static readonly BulkReason _none = new("provisioning.holds-none", Key("Holds no certificate that is not revoked."));

    public override string Code => "devices.revoke-certificates";

    public override string Title => T("Revoke certificates");

    public override string Icon => Icons.Material.Outlined.GppBad;

    public override bool IsGrave => true;

    public override bool CanBeUndone(BulkArguments asked) => false;

    public override IReadOnlyList<Permission> OpenedBy => [ProvisioningPermissions.Credentials];

    public override IReadOnlyList<BulkArgument> Arguments => [new(Why, "At most 300 characters, kept with each certificate.")];

    public override Type Form => typeof(RevokeForm);

    public override string Words(BulkArguments asked) => Title;

    public override Problem? Refuse(BulkArguments asked) =>
        asked[Why].Trim().Length is 0 or > 300 ? ProvisioningProblems.WhyNeeded : Caller.Refuses(ProvisioningPermissions.Credentials);

    protected override Verdict Judge(DeviceEntry device, BulkArguments asked)
    {
        if (!Caller.Actor.Can(ProvisioningPermissions.Credentials, device.SitePath)) return NotAllowed;
        var held = certificates.HeldBy(device.Id);
        return held == 0 ? _none : new Verdict(null, N("{0} certificate", "{0} certificates", held), T("all revoked"));
    }

    protected override Verdict JudgeBack(DeviceEntry device, BulkArguments asked, string memory) => _none;

    protected override void Change(ConsoleDb db, Device device, BulkArguments asked, DateTimeOffset now) => device.Touch(now);

    protected override void PutBack(ConsoleDb db, Device device, string memory, DateTimeOffset now) => throw new NotSupportedException("Revoking is for good.");

    protected override async Task<Action?> AlsoAsync(ConsoleDb db, IReadOnlyList<Device> changed, BulkArguments asked, CancellationToken ct)
    {
        var ids = changed.Select(d => d.Id).ToList();
        var open = await db.Set<DeviceCertificate>().Where(c => ids.Contains(c.DeviceId) && c.RevokedAt == null).ToListAsync(ct);
        foreach (var certificate in open) certificate.Revoke(Caller.Actor.Name, asked[Why], changed[0].ChangedAt);
        return () => open.ForEach(certificates.Put);
    }
}
