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

    public static readonly Problem OrganisationName = new(
        ProblemKind.Invalid, "tenants.organisation-name", "Give the organisation a name of 1 to 120 characters.", "name");

    public static readonly Problem NeedsAdministrator = new(
        ProblemKind.Invalid, "tenants.needs-administrator", "An organisation needs at least one administrator of its whole portfolio.", "people");

    public static readonly Problem Email = new(
        ProblemKind.Invalid, "tenants.email", "Give an e-mail address such as name@example.org.", "email");

    public static readonly Problem EmailTaken = new(
        ProblemKind.Conflict, "tenants.email-taken", "That e-mail address already has an account on this console. Use another one.", "email");

    public static readonly Problem PersonName = new(
        ProblemKind.Invalid, "tenants.person-name", "Give the person a name of 1 to 100 characters.", "displayName");

    public static readonly Problem PasswordLength = new(
        ProblemKind.Invalid, "tenants.password-length", "Choose a password of at least 10 characters; a short sentence is good.", "password");

    public static readonly Problem PasswordTooPlain = new(
        ProblemKind.Invalid, "tenants.password-too-plain", "That password repeats itself. Use at least five different characters.", "password");

    public static readonly Problem PasswordHasName = new(
        ProblemKind.Invalid, "tenants.password-has-name", "Choose a password that does not contain the e-mail address.", "password");

    public static readonly Problem NotSignedIn = new(
        ProblemKind.Forbidden, "tenants.not-signed-in",
        "That did not let you in. Check the address and the password. After five wrong tries an account rests for 15 minutes.");

    public static readonly Problem SignInAgain = new(
        ProblemKind.Forbidden, "tenants.sign-in-again", "Too much time has passed. Start again with your e-mail and password.");

    public static readonly Problem LockedOut = new(
        ProblemKind.Busy, "tenants.locked-out", "Too many wrong codes. The account rests for 15 minutes; then start again.");

    public static readonly Problem WrongCode = new(
        ProblemKind.Invalid, "tenants.wrong-code", "That code is not right or no longer valid. Take the one that your app shows now.", "code");

    public static readonly Problem SetupLinkSpent = new(
        ProblemKind.NotFound, "tenants.setup-link-spent",
        "This set-up link does not work: the console is already set up, or was restarted and printed a newer link.");

    public static readonly Problem NoSite = new(
        ProblemKind.NotFound, "tenants.no-site", "There is no such site in your scope.");

    public static Problem NoSiteNamed(string names) => new(
        ProblemKind.Invalid, "tenants.no-site-named", $"The plan has no site “{names}” to grant a role at.", "at");

    public static Problem SameName(string name) => new(
        ProblemKind.Conflict, "tenants.same-name", $"Two sites under one parent cannot both be called “{name}”.", "name");

    public static Problem UnknownZone(string zone) => new(
        ProblemKind.Invalid, "tenants.unknown-zone", $"“{zone}” is not a time zone of the IANA list. Write it like Europe/London.", "timeZone");

    public static Problem WrongLevel(SiteKind kind, SiteKind parent) => new(
        ProblemKind.Invalid, "tenants.wrong-level",
        $"A {Words(kind)} cannot stand below a {Words(parent)}. The order is portfolio, region, building, floor, zone.", "kind");

    private static string Words(SiteKind kind) => kind.ToString().ToLowerInvariant();
}
