using IoTConsole.Infrastructure.Access;

namespace IoTConsole.Infrastructure.Bulk;

/// <summary>What may be permitted about runs. What a verb does to one thing is permitted by the verb's own permissions.</summary>
public static class BulkPermissions
{
    public const string ViewCode = "runs.view";

    public static readonly Permission View = new(
        ViewCode, "See runs of bulk actions",
        [Role.Administrator, Role.RegionalManager, Role.BuildingManager, Role.Operator, Role.Installer, Role.Auditor, Role.ServiceAccount]);

    public static readonly Permission Start = new(
        "runs.start", "Do something to many things at once, stop and undo it",
        [Role.Administrator, Role.RegionalManager, Role.BuildingManager, Role.Operator, Role.Installer, Role.ServiceAccount]);

    /// <summary>Somebody else's run; one's own may always be stopped.</summary>
    public static readonly Permission Oversee = new(
        "runs.oversee", "Stop and undo what others do to many things", [Role.Administrator, Role.RegionalManager, Role.BuildingManager]);
}
