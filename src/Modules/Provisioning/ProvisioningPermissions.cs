using IoTConsole.Infrastructure.Access;

namespace IoTConsole.Provisioning;

/// <summary>What may be permitted here. Codes stand in page attributes, so they are constants.</summary>
public static class ProvisioningPermissions
{
    public const string ViewDevices = "devices.view";
    public const string RegisterDevices = "devices.register";
    public const string EditDevices = "devices.edit";
    public const string ApproveDevices = "devices.approve";
    public const string ViewEnrolment = "enrolment.view";

    public static readonly Permission View = new(ViewDevices, "See devices", Permission.Everyone);

    public static readonly Permission Register = new(
        RegisterDevices, "Register devices",
        [Role.Administrator, Role.RegionalManager, Role.BuildingManager, Role.Installer, Role.ServiceAccount]);

    public static readonly Permission Edit = new(
        EditDevices, "Rename, tag and move devices",
        [Role.Administrator, Role.RegionalManager, Role.BuildingManager, Role.Operator, Role.Installer, Role.ServiceAccount]);

    public static readonly Permission Serve = new(
        "devices.serve", "Put devices into maintenance or quarantine and back",
        [Role.Administrator, Role.RegionalManager, Role.BuildingManager, Role.Operator, Role.ServiceAccount]);

    public static readonly Permission Decommission = new(
        "devices.decommission", "Decommission devices", [Role.Administrator, Role.RegionalManager, Role.BuildingManager]);

    public static readonly Permission Credentials = new(
        "devices.credentials", "Issue and revoke device certificates",
        [Role.Administrator, Role.RegionalManager, Role.BuildingManager, Role.Installer, Role.ServiceAccount]);

    public static readonly Permission Approve = new(
        ApproveDevices, "Approve devices that gateways have found",
        [Role.Administrator, Role.RegionalManager, Role.BuildingManager, Role.Operator, Role.Installer]);

    public static readonly Permission EnrolmentView = new(
        ViewEnrolment, "See trusted authorities and enrolment templates", [Role.Administrator, Role.RegionalManager, Role.Auditor]);

    public static readonly Permission EnrolmentManage = new(
        "enrolment.manage", "Trust authorities and write enrolment templates", [Role.Administrator]);
}
