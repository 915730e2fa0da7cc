using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.Sites;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Tenants;

internal static class TenantsProblems
{
    public static readonly Problem NoView = new(
        ProblemKind.NotFound, "tenants.no-view", "There is no such view of yours. It may have been removed meanwhile.");

    public static readonly Problem ViewName = new(
        ProblemKind.Invalid, "tenants.view-name", "Give the view a name of 1 to 80 characters.", "name");

    public static readonly Problem ViewQuery = new(
        ProblemKind.Invalid, "tenants.view-query", "A view is the address of a list with at most 2,000 characters of filter.", "query");

    public static readonly Problem TooManyViews = new(
        ProblemKind.Conflict, "tenants.too-many-views", "You have 100 views. Remove one that you no longer use.");

    public static readonly Problem NoLanguage = new(
        ProblemKind.Invalid, "tenants.no-language", "The console does not speak this language. Choose one of the list.", "language");

    public static readonly Problem NoSuchLook = new(
        ProblemKind.Invalid, "tenants.no-such-look", "There is no such theme or density. Choose one of the list.", "theme");

    public static readonly Problem NoSuchNotice = new(
        ProblemKind.Invalid, "tenants.no-such-notice", "The console tells no such news. Choose among the list.", "notices");

    public static readonly Problem OwnZoneNeeded = new(
        ProblemKind.Invalid, "tenants.own-zone-needed", "Say which time zone is yours, for example Europe/London, or have times told otherwise.", "timeZone");

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

    public static readonly Problem NoPerson = new(
        ProblemKind.NotFound, "tenants.no-person", "There is no such person in your scope.");

    public static readonly Problem NoGrant = new(
        ProblemKind.NotFound, "tenants.no-grant", "There is no such grant in your scope; perhaps it was just revoked.");

    public static readonly Problem AlreadyGranted = new(
        ProblemKind.Conflict, "tenants.already-granted", "This person already holds that role there.");

    public static readonly Problem KeepLastAdministrator = new(
        ProblemKind.Conflict, "tenants.last-administrator",
        "This is the last administrator of the whole portfolio. Make somebody else one first.");

    public static readonly Problem NotYourself = new(
        ProblemKind.Conflict, "tenants.not-yourself", "You cannot block yourself. Ask another administrator.");

    public static readonly Problem InvitationSpent = new(
        ProblemKind.NotFound, "tenants.invitation-spent",
        "This link does not work: it was used, is older than 7 days, or a newer one was made. Ask for a new link.");

    public static readonly Problem WrongPassword = new(
        ProblemKind.Invalid, "tenants.wrong-password", "The current password is not right.", "current");

    public static readonly Problem PasskeyRefused = new(
        ProblemKind.Invalid, "tenants.passkey-refused", "That passkey could not be checked: it is not known here, or took too long. Try again, or use your password.");

    public static readonly Problem PasskeyName = new(
        ProblemKind.Invalid, "tenants.passkey-name", "Give the passkey a name of 1 to 60 characters, such as the device it is on.", "name");

    public static readonly Problem NoPasskey = new(ProblemKind.NotFound, "tenants.no-passkey", "This passkey is no longer there.");

    public static readonly Problem NoSession = new(ProblemKind.NotFound, "tenants.no-session", "This session has ended already.");

    public static readonly Problem SecondFactorOn = new(
        ProblemKind.Conflict, "tenants.second-factor-on", "The second step is already on. Switch it off first to use another app.");

    public static readonly Problem SecondFactorOff = new(
        ProblemKind.Conflict, "tenants.second-factor-off", "The second step is off, so there are no recovery codes.");

    public static readonly Problem ChooseSite = new(
        ProblemKind.Invalid, "tenants.choose-site", "Choose a site first.", "site");

    public static readonly Problem KeyName = new(
        ProblemKind.Invalid, "tenants.key-name", "Give the key a name of 1 to 100 characters that says which program uses it.", "name");

    public static readonly Problem KeyExpiry = new(
        ProblemKind.Invalid, "tenants.key-expiry", "Choose an end that lies in the future, or none.", "expiresAt");

    public static readonly Problem NoKey = new(
        ProblemKind.NotFound, "tenants.no-key", "There is no such API key in your scope.");

    public static readonly Problem NotThePlatform = new(
        ProblemKind.Forbidden, "tenants.not-the-platform", "Only whoever runs the platform sees its organisations.");

    public static readonly Problem NoOrganisation = new(
        ProblemKind.NotFound, "tenants.no-organisation", "There is no such organisation.");

    public static readonly Problem NotYourOwn = new(
        ProblemKind.Conflict, "tenants.not-your-own", "You cannot suspend your own organisation: nobody could undo it.");

    public static readonly Problem KeysForPrograms = new(
        ProblemKind.Invalid, "tenants.keys-for-programs", "A service account is for programs. Create an API key instead.", "role");

    public static Problem Beyond(Role role) => new(
        ProblemKind.Forbidden, "tenants.beyond-your-grants",
        T("You cannot give the role {0} there: it may do things that you may not do there yourself.", RoleWords.Of(role)), "role");

    public static Problem BeyondYou(string person) => new(
        ProblemKind.Forbidden, "tenants.beyond-you",
        T("{0} holds roles that go beyond yours. An administrator above you can do this.", person));

    public static readonly Problem RootStays = new(
        ProblemKind.Conflict, "tenants.root-stays", "The portfolio is the top of the tree and stays where it is.");

    public static readonly Problem MoveIntoItself = new(
        ProblemKind.Conflict, "tenants.move-into-itself", "A site cannot stand below itself. Choose a parent outside it.", "newParentId");

    public static Problem SiteEditedMeanwhile(string name) => new(
        ProblemKind.Conflict, "tenants.site-edited-meanwhile", T("Somebody changed “{0}” while you were editing. Look at it again, then repeat your change.", name));

    public static Problem SiteNotEmpty(string name, string standing) => new(
        ProblemKind.Conflict, "tenants.site-not-empty", T("“{0}” is not empty: {1} there. Move or remove that first.", name, standing));

    public static Problem NoSiteNamed(string names) => new(
        ProblemKind.Invalid, "tenants.no-site-named", T("The plan has no site “{0}” to grant a role at.", names), "at");

    public static Problem SameName(string name) => new(
        ProblemKind.Conflict, "tenants.same-name", T("Two sites under one parent cannot both be called “{0}”.", name), "name");

    public static Problem UnknownZone(string zone) => new(
        ProblemKind.Invalid, "tenants.unknown-zone", T("“{0}” is not a time zone of the IANA list. Write it like Europe/London.", zone), "timeZone");

    public static Problem WrongLevel(SiteKind kind, SiteKind parent) => new(
        ProblemKind.Invalid, "tenants.wrong-level",
        T("A {0} cannot stand below a {1}. The order is portfolio, region, building, floor, zone.", SiteWords.Within(kind), SiteWords.Within(parent)), "kind");

    public static Problem ViewTaken(string name) => new(
        ProblemKind.Conflict, "tenants.view-taken", T("You have a view “{0}” of this page already. Choose another name, or overwrite that one.", name), "name");
}
