using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.Plans;

/// <summary>Which floors have plans, and whether the caller may know of one.</summary>
internal static class PlanFloor
{
    public static Result<SiteNode> Find(Caller caller, ISiteDirectory sites, Guid siteId)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant || sites.Find(tenant, siteId) is not { } site) return TelemetryProblems.NoSuchSite;
        if (!caller.Actor.Can(TelemetryPermissions.View, site.Path)) return TelemetryProblems.NoSuchSite;
        return site;
    }

    public static Result<SiteNode> FindToEdit(Caller caller, ISiteDirectory sites, Guid siteId)
    {
        var found = Find(caller, sites, siteId);
        if (!found.Succeeded) return found;
        if (caller.Refuses(TelemetryPermissions.Plans, found.Value.Path) is { } refused) return refused;
        return found.Value.Kind == SiteKind.Floor ? found : TelemetryProblems.PlansAreOfFloors;
    }
}
