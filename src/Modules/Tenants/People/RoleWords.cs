using IoTConsole.Infrastructure.Access;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Tenants.People;

/// <summary>Roles as the operator says them, and one line each on what they are for.</summary>
internal static class RoleWords
{
    public static string Of(Role role) => role switch
    {
        Role.RegionalManager => T("Regional manager"),
        Role.BuildingManager => T("Building manager"),
        Role.ServiceAccount => T("Service account"),
        _ => T(role.ToString()),
    };

    public static string For(Role role) => role switch
    {
        Role.Administrator => T("Everything, including people and keys"),
        Role.RegionalManager => T("Sites, people and devices of a region"),
        Role.BuildingManager => T("Sites and devices of a building"),
        Role.Operator => T("Watches and acts on devices"),
        Role.Installer => T("Brings devices in and replaces them"),
        Role.Analyst => T("Reads values and exports them"),
        Role.Executive => T("Reads figures"),
        Role.Auditor => T("Reads who changed what"),
        _ => T("A program, by API key only"),
    };
}
