using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Fleet;
using IoTConsole.Tenants.Contracts;
using MudBlazor;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Bulk;

/// <summary>Places devices at another site. The memory is the site before.</summary>
internal sealed class MoveDevices(FleetScan fleet, Caller caller, DeviceDirectory directory, ISiteDirectory sites, TimeProvider clock)
    : DeviceVerb(fleet, caller, directory, clock)
{
    public const string Site = "site";

    private static readonly BulkReason _there = new("provisioning.stands-there", Key("Stands there already."));

    private static readonly BulkReason _siteGone = new("provisioning.site-gone", Key("The site where it stood is gone, or not in your part of the portfolio."));

    public override string Code => "devices.move";

    public override string Title => T("Move to site");

    public override string Icon => Icons.Material.Outlined.DriveFileMove;

    public override IReadOnlyList<Permission> OpenedBy => [ProvisioningPermissions.Edit];

    public override IReadOnlyList<BulkArgument> Arguments => [new(Site, "Id of the site at which the devices stand afterwards.")];

    public override Type Form => typeof(MoveForm);

    public override string Words(BulkArguments asked) =>
        SiteOf(asked[Site]) is { } site ? T("Move to {0}", sites.NameOf(site.TenantId, site.Path)) : T("Move to a site that is gone");

    public override Problem? Refuse(BulkArguments asked)
    {
        if (asked[Site].Length == 0) return ProvisioningProblems.SiteNeeded;
        return SiteOf(asked[Site]) is { } site ? Caller.Refuses(ProvisioningPermissions.Edit, site.Path) : ProvisioningProblems.NoSite;
    }

    protected override Verdict Judge(DeviceEntry device, BulkArguments asked)
    {
        if (!Caller.Actor.Can(ProvisioningPermissions.Edit, device.SitePath)) return NotAllowed;
        if (SiteOf(asked[Site]) is not { } site || device.SiteId == site.Id) return _there;
        return new(null, sites.NameOf(device.TenantId, device.SitePath), sites.NameOf(site.TenantId, site.Path), device.SiteId.ToString());
    }

    protected override Verdict JudgeBack(DeviceEntry device, BulkArguments asked, string memory)
    {
        if (SiteOf(memory) is not { } site) return _siteGone;
        if (!Caller.Actor.Can(ProvisioningPermissions.Edit, device.SitePath) || !Caller.Actor.Can(ProvisioningPermissions.Edit, site.Path)) return NotAllowed;
        return new(null, sites.NameOf(device.TenantId, device.SitePath), sites.NameOf(site.TenantId, site.Path), device.SiteId.ToString());
    }

    protected override void Change(ConsoleDb db, Device device, BulkArguments asked, DateTimeOffset now) => PutBack(db, device, asked[Site], now);

    protected override void PutBack(ConsoleDb db, Device device, string memory, DateTimeOffset now)
    {
        device.Place(SiteOf(memory)!);
        device.Touch(now);
    }

    private SiteNode? SiteOf(string id) =>
        Caller.Actor.TenantId is { } tenant && Guid.TryParse(id, out var site) ? Caller.FindSite(sites, tenant, site) : null;
}
