using System.Globalization;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Contracts;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning;

internal static class ProvisioningProblems
{
    public static readonly Problem NoDevice = new(
        ProblemKind.NotFound, "provisioning.no-device", "There is no such device here. It may stand outside your scope.");

    public static readonly Problem NoSite = new(
        ProblemKind.NotFound, "provisioning.no-site", "There is no such site here. Choose one from the tree.", "siteId");

    public static readonly Problem NoGatewayHere = new(
        ProblemKind.NotFound, "provisioning.no-gateway-here", "There is no such gateway here. Write its device id, or none.", "gateway");

    public static readonly Problem LongFilter = new(
        ProblemKind.Invalid, "provisioning.long-filter", "The filter is too long. Keep it to 2,000 characters.", "q");

    public static readonly Problem Name = new(
        ProblemKind.Invalid, "provisioning.name", "Give the device a name of 1 to 100 characters.", "name");

    public static readonly Problem Serial = new(
        ProblemKind.Invalid, "provisioning.serial", "Give the serial number printed on the device, 1 to 100 characters.", "serial");

    public static readonly Problem Model = new(
        ProblemKind.Invalid, "provisioning.model", "Give the model or SKU, 1 to 100 characters.", "model");

    public static readonly Problem Maker = new(
        ProblemKind.Invalid, "provisioning.maker", "Manufacturer and hardware revision hold at most 100 characters each.", "manufacturer");

    public static readonly Problem Tags = new(
        ProblemKind.Invalid, "provisioning.tags", "Use at most 20 tags of 1 to 40 characters without a semicolon.", "tags");

    public static readonly Problem Interval = new(
        ProblemKind.Invalid, "provisioning.interval", "Give the reporting interval in seconds, 1 to 604,800 (a week).", "expectedIntervalSeconds");

    public static readonly Problem GatewayBehindGateway = new(
        ProblemKind.Invalid, "provisioning.gateway-behind-gateway", "A gateway connects itself and cannot stand behind another one.", "gatewayDeviceId");

    public static readonly Problem WhyNeeded = new(
        ProblemKind.Invalid, "provisioning.why-needed", "Say why, in 1 to 300 characters: it is kept in the device's history.", "why");

    public static readonly Problem StateNeeded = new(
        ProblemKind.Invalid, "provisioning.state-needed", Key("Choose the state they go into."), "to");

    public static readonly Problem SiteNeeded = new(
        ProblemKind.Invalid, "provisioning.site-needed", Key("Choose the site they move to."), "site");

    public static readonly Problem TemplateNeeded = new(
        ProblemKind.Invalid, "provisioning.template-needed", Key("Choose the template they follow."), "template");

    public static readonly Problem Why = new(
        ProblemKind.Invalid, "provisioning.why", "Keep the reason to 300 characters.", "why");

    public static readonly Problem CsrUnreadable = new(
        ProblemKind.Invalid, "provisioning.csr-unreadable", "This is not a certificate signing request in PEM form (BEGIN CERTIFICATE REQUEST).", "csr");

    public static readonly Problem CsrSignature = new(
        ProblemKind.Invalid, "provisioning.csr-signature", "The request is not signed by the key it names. Make it again on the device.", "csr");

    public static readonly Problem CsrKey = new(
        ProblemKind.Invalid, "provisioning.csr-key", "Use an elliptic key on P-256 or P-384, or RSA of 2048 to 4096 bits.", "csr");

    public static readonly Problem NoCertificate = new(
        ProblemKind.NotFound, "provisioning.no-certificate", "There is no such certificate here.");

    public static readonly Problem NotForDecommissioned = new(
        ProblemKind.Conflict, "provisioning.decommissioned", "This device is decommissioned for good. Register its replacement as a new device.");

    public static readonly Problem NotForQuarantined = new(
        ProblemKind.Conflict, "provisioning.quarantined", "Release the device from quarantine before it gets a new certificate.");

    public static readonly Problem AuthorityUnreadable = new(
        ProblemKind.Invalid, "provisioning.authority-unreadable", "Give one certificate in PEM form (BEGIN CERTIFICATE).", "pem");

    public static readonly Problem AuthorityWithKey = new(
        ProblemKind.Invalid, "provisioning.authority-with-key", "The text contains a private key. Give the certificate only, and consider the key exposed.", "pem");

    public static readonly Problem AuthorityNotAnAuthority = new(
        ProblemKind.Invalid, "provisioning.authority-not-ca", "This certificate may not sign others (CA is not set). Give the authority's own certificate.", "pem");

    public static readonly Problem AuthorityNotARoot = new(
        ProblemKind.Invalid, "provisioning.authority-not-root", "Give the root of the maker's authority, the certificate that is signed by itself.", "pem");

    public static readonly Problem AuthorityKey = new(
        ProblemKind.Invalid, "provisioning.authority-key", Key("This authority's key is too weak to be trusted. It needs an elliptic key on P-256 or P-384, or RSA of 2048 to 4096 bits."), "pem");

    public static readonly Problem NoIssuer = new(
        ProblemKind.NotFound, "provisioning.no-issuer", Key("There is no such issuing authority here, or it signs no more."), "issuerId");

    public static readonly Problem NobodyIssues = new(
        ProblemKind.Conflict, "provisioning.nobody-issues", Key("Every authority that could issue is revoked or expired. Make a new one under Authorities."));

    public static readonly Problem IssuerName = new(
        ProblemKind.Invalid, "provisioning.issuer-name", Key("Give the authority a name of 1 to 50 characters."), "name");

    public static readonly Problem IssuerBatch = new(
        ProblemKind.Invalid, "provisioning.issuer-batch", Key("Keep the batch to 50 characters."), "batch");

    public static readonly Problem TooManyIssuers = new(
        ProblemKind.Conflict, "provisioning.too-many-issuers", Key("There are 200 authorities already. Choose one of them."));

    public static readonly Problem Passphrase = new(
        ProblemKind.Invalid, "provisioning.passphrase", Key("Choose a passphrase of 12 to 200 characters: it is all that protects the file."), "passphrase");

    public static readonly Problem RootIsAway = new(
        ProblemKind.Conflict, "provisioning.root-is-away", Key("The root's key is not on this console any more."));

    public static readonly Problem RootFile = new(
        ProblemKind.Invalid, "provisioning.root-file", Key("This file and passphrase do not open the root's key. Nothing was removed; export it again and try once more."), "pem");

    public static readonly Problem AnswerNotAwaited = new(
        ProblemKind.Conflict, "provisioning.answer-not-awaited", Key("This authority has its certificate already."));

    public static readonly Problem AnswerOtherKey = new(
        ProblemKind.Invalid, "provisioning.answer-other-key", Key("This certificate is for another key than the request's. Give the answer to this request."), "pem");

    public static readonly Problem AnswerOtherName = new(
        ProblemKind.Invalid, "provisioning.answer-other-name", Key("This certificate has another subject than the request. Sign the request with its subject unchanged."), "pem");

    public static readonly Problem AnswerNotAnAuthority = new(
        ProblemKind.Invalid, "provisioning.answer-not-ca", Key("This certificate may not sign others. It needs basicConstraints CA:TRUE, and keyUsage keyCertSign and cRLSign."), "pem");

    public static readonly Problem AnswerPathLength = new(
        ProblemKind.Invalid, "provisioning.answer-path-length", Key("This authority signs devices and nothing between: sign it with pathlen:0."), "pem");

    public static readonly Problem AnswerOtherIssuer = new(
        ProblemKind.Invalid, "provisioning.answer-other-issuer", Key("This certificate was not signed by this console's root."), "pem");

    public static readonly Problem AnswerExpired = new(
        ProblemKind.Invalid, "provisioning.answer-expired", Key("This certificate is not valid today. Look at its dates and at this console's clock."), "pem");

    public static readonly Problem AuthorityExpired = new(
        ProblemKind.Invalid, "provisioning.authority-expired", "This authority's certificate has expired. Ask the maker for the current one.", "pem");

    public static readonly Problem AuthorityIsOurs = new(
        ProblemKind.Conflict, "provisioning.authority-ours", "This is the console's own authority; it is trusted already.", "pem");

    public static readonly Problem AuthorityName = new(
        ProblemKind.Invalid, "provisioning.authority-name", "Give the authority a name of 1 to 100 characters.", "name");

    public static readonly Problem NoAuthority = new(
        ProblemKind.NotFound, "provisioning.no-authority", "There is no such authority here.");

    public static readonly Problem NoTemplate = new(
        ProblemKind.NotFound, "provisioning.no-template", "There is no such template here.");

    public static readonly Problem Pattern = new(
        ProblemKind.Invalid, "provisioning.pattern", "Write the pattern as a regular expression of at most 200 characters that can be tested without backtracking, for example SN-[0-9]{6}.", "pattern");

    public static readonly Problem NothingChosen = new(
        ProblemKind.Invalid, "provisioning.nothing-chosen", "Choose at least one device, and at most 500 at once.");

    public static readonly Problem NoSighting = new(
        ProblemKind.NotFound, "provisioning.no-sighting", "There is no such device waiting here. Somebody may have decided meanwhile.");

    public static readonly Problem ChangedMeanwhile = new(
        ProblemKind.Conflict, "provisioning.changed-meanwhile", "Somebody changed this device meanwhile. Look at it again, then repeat your change.");

    public static readonly Problem LastIssuer = new(
        ProblemKind.Conflict, "provisioning.last-issuer", Key("This is the last authority that signs for the console itself. Make another for every organisation first, then revoke this one."));

    public static readonly Problem TooManyCertificates = new(
        ProblemKind.Conflict, "provisioning.too-many-certificates", Key("These are more than 200,000 certificates. Revoke them part by part, with a filter on Devices."));

    public static Problem OtherCount(int certificates) => new(
        ProblemKind.Conflict, "provisioning.other-count", T("It is another number by now: {0}. Look at it again, then repeat it.", certificates), "certificates");

    public static Problem DeviceIdForm(string? id) => new(
        ProblemKind.Invalid, "provisioning.device-id",
        T("“{0}” cannot be a device id. Use 1 to 64 letters, digits, dots, underscores, colons or hyphens.", id?.Length > 80 ? id[..80] + "…" : id), "deviceId");

    public static Problem DeviceIdTaken(string id) => new(
        ProblemKind.Conflict, "provisioning.device-id-taken", T("The device id “{0}” is in use on this console. Choose another one.", id), "deviceId");

    public static readonly Problem EnrolmentStopped = new(
        ProblemKind.Forbidden, "provisioning.enrolment-stopped", Key("Nobody registers by this group: it was stopped."));

    public static readonly Problem EnrolmentNotOpen = new(
        ProblemKind.Forbidden, "provisioning.enrolment-not-open", Key("Nobody registers by this group yet: it opens later."));

    public static readonly Problem EnrolmentClosed = new(
        ProblemKind.Forbidden, "provisioning.enrolment-closed", Key("Nobody registers by this group any more: its time is over."));

    public static readonly Problem EnrolmentFull = new(
        ProblemKind.Forbidden, "provisioning.enrolment-full", Key("As many devices as this group may have are registered."));

    public static readonly Problem NoGroup = new(ProblemKind.NotFound, "provisioning.no-group", Key("There is no such enrolment group here."));

    public static readonly Problem FunnelDays = new(
        ProblemKind.Invalid, "provisioning.funnel-days", Key("Look back 1 to 90 days."), "days");

    public static readonly Problem TryHowMany = new(
        ProblemKind.Invalid, "provisioning.try-how-many", Key("Give 1 to 1,000 device ids."), "deviceIds");

    public static readonly Problem NoKeys = new(
        ProblemKind.Conflict, "provisioning.group-has-no-keys", Key("The devices of this group prove themselves by certificates. It has no keys."));

    public static readonly Problem GroupName = new(
        ProblemKind.Invalid, "provisioning.group-name", Key("Give the group a name of 1 to 100 characters."), "name");

    public static readonly Problem GroupWindow = new(
        ProblemKind.Invalid, "provisioning.group-window", Key("A group opens before it closes."), "closesAt");

    public static readonly Problem GroupQuota = new(
        ProblemKind.Invalid, "provisioning.group-quota", Key("A quota is 1 to 1,000,000 devices, or empty."), "quota");

    public static readonly Problem TooManyGroups = new(
        ProblemKind.Conflict, "provisioning.too-many-groups", Key("There are 500 groups already. Change one of them."));

    public static readonly Problem NoManifest = new(ProblemKind.NotFound, "provisioning.no-manifest", Key("There is no such manifest here."));

    public static readonly Problem ManifestEmpty = new(
        ProblemKind.Invalid, "provisioning.manifest-empty", Key("There is no row in this file. It needs a line with the names of the columns and a line for each device."));

    public static readonly Problem ManifestTooLong = new(
        ProblemKind.Invalid, "provisioning.manifest-too-long", Key("This file is too large: at most 200,000 rows and 32 MiB. Divide it."));

    public static readonly Problem ManifestNotUtf8 = new(
        ProblemKind.Invalid, "provisioning.manifest-not-utf8", Key("This file is not in UTF-8. Save it as “CSV UTF-8”."));

    public static readonly Problem ManifestWithoutRows = new(
        ProblemKind.Conflict, "provisioning.manifest-without-rows", Key("No row of this manifest can be imported. Mend the faults and bring it again."));

    public static Problem ManifestUnreadable(int line) => new(
        ProblemKind.Invalid, "provisioning.manifest-unreadable", T("Line {0} is not JSON as it should be: an array of objects.", line));

    public static Problem WaitsForApproval(string id) => new(
        ProblemKind.Forbidden, "provisioning.device-waits-for-approval", T("{0} has to be approved before it may connect.", id));

    public static Problem NoGateway(string id) => new(
        ProblemKind.Invalid, "provisioning.no-gateway", T("There is no gateway “{0}” here. Register the gateway first.", id), "gatewayDeviceId");

    public static Problem NoSuchStep(LifecycleState from, LifecycleState to) => new(
        ProblemKind.Conflict, "provisioning.no-such-step", T("A device that is {0} cannot become {1}.", Words(from), Words(to)), "to");

    private static string Words(LifecycleState state) => Statuses.Of(state.ToString()).Words.ToLower(CultureInfo.CurrentUICulture);

    public static Problem BadFilter(string words) => new(
        ProblemKind.Invalid, "provisioning.bad-filter", words, "q");
}
