using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Tenants;

internal static class TenantsProblems
{
    public static readonly Problem SiteName = new(
        ProblemKind.Invalid, "tenants.site-name", "Give the site a name of 1 to 100 characters without a slash.", "name");

    public static readonly Problem RootIsPortfolio = new(
        ProblemKind.Invalid, "tenants.root-is-portfolio", "The top of a tree is its portfolio, and there is one.", "kind");

    public static readonly Problem BuildingNeedsZone = new(
        ProblemKind.Invalid, "tenants.building-needs-zone", "Choose the building's time zone, for example Europe/London.", "timeZone");

    public static readonly Problem Coordinates = new(
        ProblemKind.Invalid, "tenants.coordinates", "Give both latitude (-90 to 90) and longitude (-180 to 180), or neither.", "latitude");

    public static Problem UnknownZone(string zone) => new(
        ProblemKind.Invalid, "tenants.unknown-zone", $"“{zone}” is not a time zone of the IANA list. Write it like Europe/London.", "timeZone");

    public static Problem WrongLevel(SiteKind kind, SiteKind parent) => new(
        ProblemKind.Invalid, "tenants.wrong-level",
        $"A {Words(kind)} cannot stand below a {Words(parent)}. The order is portfolio, region, building, floor, zone.", "kind");

    private static string Words(SiteKind kind) => kind.ToString().ToLowerInvariant();
}
