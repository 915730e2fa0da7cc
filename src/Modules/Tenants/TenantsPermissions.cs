using IoTConsole.Infrastructure.Access;

namespace IoTConsole.Tenants;

/// <summary>What may be permitted here. Codes stand in page attributes, so they are constants.</summary>
public static class TenantsPermissions
{
    public const string ViewSites = "sites.view";
    public const string EditSites = "sites.edit";
    public const string ViewPeople = "people.view";
    public const string ManagePeople = "people.manage";
    public const string ManageKeys = "keys.manage";
    public const string ViewAudit = "audit.view";
    public const string UseViews = "views.use";
    public const string ManagePlatform = "platform.manage";

    public static readonly Permission SitesView = new(ViewSites, "See sites", Permission.Everyone);

    public static readonly Permission SitesEdit = new(
        EditSites, "Add, rename, move and remove sites", [Role.Administrator, Role.RegionalManager, Role.BuildingManager]);

    public static readonly Permission PeopleView = new(
        ViewPeople, "See people and their grants", [Role.Administrator, Role.RegionalManager, Role.BuildingManager, Role.Auditor]);

    public static readonly Permission PeopleManage = new(
        ManagePeople, "Invite and block people, grant and revoke roles", [Role.Administrator, Role.RegionalManager]);

    public static readonly Permission KeysManage = new(ManageKeys, "Create and revoke API keys", [Role.Administrator, Role.RegionalManager]);

    public static readonly Permission AuditView = new(ViewAudit, "See who changed what", [Role.Administrator, Role.Auditor]);

    public static readonly Permission ViewsUse = new(UseViews, "Save views of lists for oneself", Permission.Everyone);

    public static readonly Permission ViewsShare = new(
        "views.share", "Share views of lists with a role", [Role.Administrator, Role.RegionalManager, Role.BuildingManager, Role.Operator, Role.Analyst]);

    /// <summary>Held by nobody through a role: only by whoever runs the platform.</summary>
    public static readonly Permission PlatformManage = new(ManagePlatform, "Create and suspend organisations", []) { OfThePlatform = true };
}
