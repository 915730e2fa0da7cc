using IoTConsole.Infrastructure.Access;

namespace IoTConsole.Telemetry;

/// <summary>What may be permitted here. Codes stand in page attributes, so they are constants.</summary>
public static class TelemetryPermissions
{
    public const string ViewReadings = "telemetry.view";
    public const string WriteReadings = "telemetry.write";

    public const string EditPlans = "telemetry.plans";

    public static readonly Permission View = new(ViewReadings, "See readings and how devices are doing", Permission.Everyone);

    // Regional managers hold it so that they can appoint those who need it: nobody grants what they do not hold.
    public static readonly Permission Write = new(WriteReadings, "Send readings for devices", [Role.Administrator, Role.RegionalManager, Role.Installer, Role.ServiceAccount]);

    public static readonly Permission Plans = new(EditPlans, "Upload floor plans and place devices on them", [Role.Administrator, Role.RegionalManager, Role.Installer]);
}
