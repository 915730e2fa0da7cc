namespace IoTConsole.Infrastructure.Access;

/// <summary>What a person or a program is trusted with at a node of the site tree and everything below it.</summary>
public enum Role
{
    Administrator,
    RegionalManager,
    BuildingManager,
    Operator,
    Installer,
    Analyst,
    Executive,
    Auditor,
    ServiceAccount,
}
