using IoTConsole.Infrastructure.Access;

namespace IoTConsole.Tenants.People;

/// <summary>Roles as the operator says them, and one line each on what they are for.</summary>
internal static class RoleWords
{
    public static string Of(Role role) => role switch
    {
        Role.RegionalManager => "Regional manager",
        Role.BuildingManager => "Building manager",
        Role.ServiceAccount => "Service account",
        _ => role.ToString(),
    };

    public static string For(Role role) => role switch
    {
        Role.Administrator => "Everything, including people and keys",
        Role.RegionalManager => "Sites, people and devices of a region",
        Role.BuildingManager => "Sites and devices of a building",
        Role.Operator => "Watches and acts on devices",
        Role.Installer => "Brings devices in and replaces them",
        Role.Analyst => "Reads values and exports them",
        Role.Executive => "Reads figures",
        Role.Auditor => "Reads who changed what",
        _ => "A program, by API key only",
    };
}
