using IoTConsole.Infrastructure.Access;

namespace IoTConsole.Infrastructure.Operation;

/// <summary>What may be permitted about the console itself.</summary>
public static class OperationPermissions
{
    public const string ViewCode = "system.view";

    /// <summary>Looks at the running system: jobs, storage, refusals.</summary>
    public static readonly Permission View = new(
        ViewCode, "See how the system runs", [Role.Administrator, Role.RegionalManager, Role.Operator, Role.Auditor]);

    /// <summary>Looks at every shared part of the pages in every state.</summary>
    public static readonly Permission Gallery = new("system.gallery", "See the gallery of the console's parts", [Role.Administrator]);
}
