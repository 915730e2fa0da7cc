using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Web.Tests.Isolation;

/// <summary>How to ask each route for a thing of a given organisation. A new route without a case here fails the test.</summary>
internal static class RouteCases
{
    /// <param name="Things">The values of the path, in order: things of the world.</param>
    /// <param name="Body">What is sent: valid, but about things of that world.</param>
    internal sealed record Case(string[] Things, Func<World, object>? Body = null)
    {
        /// <summary>A question about a thing of that world; answered 404 when it is foreign.</summary>
        public Func<World, string>? Query { get; init; }

        public bool IsAboutAThing => !OfOnesOwn && (Things.Length > 0 || Body is not null || Query is not null);

        /// <summary>What is sent names no thing: it makes something for whoever asks, and nothing of anybody else's may change.</summary>
        public bool OfOnesOwn { get; init; }

        /// <summary>Only whoever runs the platform may ask, and then it is about organisations as such.</summary>
        public bool OfThePlatform { get; init; }
    }

    private static readonly Lazy<string> _csr = new(() => NewRequest().CreateSigningRequestPem());

    private static readonly Lazy<string> _root = new(() =>
    {
        var request = NewRequest();
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var root = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return root.ExportCertificatePem();
    });

    private static readonly Dictionary<string, Case> _cases = new()
    {
        ["ListSites"] = new([]),
        ["GetSite"] = new(["site"]),
        ["AddSite"] = new([], w => new { parentId = w["building"], kind = "Floor", name = "Floor 9" }),
        ["EditSite"] = new(["site"], _ => new { version = 0, name = "Taken over" }),
        ["MoveSite"] = new(["site"], w => new { version = 0, parentId = w["building"] }),
        ["RemoveSite"] = new(["site"]),
        ["ListPeople"] = new([]),
        ["GetPerson"] = new(["person"]),
        ["InvitePerson"] = new([], w => new { email = "mole@example.test", displayName = "Mole", role = "Operator", siteId = w["building"] }),
        ["RenewInvitation"] = new(["person"]),
        ["BlockPerson"] = new(["person"]),
        ["UnblockPerson"] = new(["person"]),
        ["GrantRole"] = new(["person"], w => new { role = "Operator", siteId = w["building"] }),
        ["RevokeGrant"] = new(["grant"]),
        ["ListViews"] = new([]),
        ["SaveView"] = new([], _ => new { page = "devices", name = "Theirs", query = "q=x" }) { OfOnesOwn = true },
        ["ReplaceView"] = new(["view"], _ => new { page = "devices", name = "Taken over", query = "" }),
        ["RemoveView"] = new(["view"]),
        ["ChooseDefaultView"] = new([], w => new { page = "devices", viewId = w["view"] }),
        ["ListKeys"] = new([]),
        ["CreateKey"] = new([], w => new { name = "Theirs", role = "Analyst", siteId = w["building"] }),
        ["RevokeKey"] = new(["key"]),
        ["ListAudit"] = new([]),
        ["ExportAudit"] = new([]),
        ["ListOrganisations"] = new([]) { OfThePlatform = true },
        ["CreateOrganisation"] = new([]) { OfThePlatform = true },
        ["SuspendOrganisation"] = new(["tenant"]) { OfThePlatform = true },
        ["ResumeOrganisation"] = new(["tenant"]) { OfThePlatform = true },
        ["ListDevices"] = new([]),
        ["RegisterDevice"] = new([], w => new { deviceId = "mole-1", siteId = w["site"], name = "Mole", serial = "SN-1", model = "P1" }),
        ["GetDevice"] = new(["device"]),
        ["EditDevice"] = new(["device"], _ => new { name = "Taken over" }),
        ["ChangeDeviceState"] = new(["device"], _ => new { to = "Decommissioned", why = "Mischief" }),
        ["ListDeviceTimeline"] = new(["device"]),
        ["ListDeviceCertificates"] = new(["device"]),
        ["IssueDeviceCertificate"] = new(["device"], _ => new { csr = _csr.Value }),
        ["RevokeDeviceCertificate"] = new(["device", "certificate"]),
        ["ListApprovals"] = new([]),
        ["ApproveDevices"] = new([], w => new { ids = new[] { w["device"] }, model = "P1" }),
        ["RejectDevices"] = new([], w => new { ids = new[] { w["device"] } }),
        // The console's own root is the same for everybody: it is what devices trust.
        ["GetRootCertificate"] = new([]),
        ["ListAuthorities"] = new([]),
        ["GetFunnel"] = new([]),
        ["ListManifests"] = new([]),
        ["BringManifest"] = new([], _ => new[] { new { serial = "mole-1", model = "P1" } }) { OfOnesOwn = true },
        ["GetManifest"] = new(["manifest"]),
        ["ListManifestFaults"] = new(["manifest"]),
        ["ImportManifest"] = new(["manifest"]),
        ["ListEnrolmentGroups"] = new([]),
        ["MakeEnrolmentGroup"] = new([], w => new { name = "Theirs", pattern = "mole-.*", siteId = w["site"], model = "P1" }),
        ["TryEnrolment"] = new([], w => new { deviceIds = new[] { "mole-1" }, groupId = w["group"] }),
        ["ChangeEnrolmentGroup"] = new(["group"], _ => new { name = "Taken over", stopped = true }),
        ["RotateEnrolmentGroupKey"] = new(["group"]),
        ["DeriveDeviceKey"] = new(["group", "deviceKey"]),
        ["ListIssuers"] = new([]),
        ["MakeIssuer"] = new([], _ => new { name = "Theirs" }) { OfOnesOwn = true },
        ["BringIssuerCertificate"] = new(["issuer"], _ => new { pem = _root.Value }),
        ["ExportRoot"] = new([], _ => new { passphrase = "a long enough one" }) { OfThePlatform = true },
        ["TakeRootOffline"] = new([], _ => new { pem = "x", passphrase = "a long enough one" }) { OfThePlatform = true },
        ["PreviewRevocation"] = new(["issuer"]),
        ["RevokeIssued"] = new(["issuer"], _ => new { why = "Mischief", certificates = 0, alsoAuthority = true }),
        ["TrustAuthority"] = new([], w => new { name = "Theirs", pem = _root.Value, template = new { pattern = "mole-.*", siteId = w["site"], model = "P1" } }),
        ["DistrustAuthority"] = new(["authority"]),
        ["AddEnrolmentTemplate"] = new(["authority"], w => new { pattern = "mole-.*", siteId = w["site"], model = "P1" }),
        ["RemoveEnrolmentTemplate"] = new(["authority", "template"]),
        ["ListJobs"] = new([]),
        ["ListRefusals"] = new([]),
        ["ReadClock"] = new([]),
        ["ConfirmClock"] = new([]) { OfThePlatform = true },
        ["ListRefusedMessages"] = new([]),
        ["ListRefusedByDevice"] = new([]),
        ["GetOverview"] = new([]),
        ["PrintExecutive"] = new([]),
        ["GetLatestValues"] = new(["deviceKey"]),
        ["TraceReadings"] = new(["deviceKey"]),
        ["ReadTelemetry"] = new([]) { Query = w => $"metric=temperature&site={w["building"]}" },
        ["ReadTelemetryLines"] = new([]) { Query = w => $"metric=temperature&device={w["deviceKey"]}" },
        ["ReadCompleteness"] = new([]) { Query = w => $"metric=temperature&site={w["building"]}" },
        ["ReadLastValues"] = new([]) { Query = w => $"metric=temperature&site={w["building"]}" },
        ["ListVerbs"] = new([]),
        ["PreviewRun"] = new([], w => new { verb = "devices.add-tag", arguments = new { tag = "mole" }, ids = new[] { w["device"] } }),
        ["StartRun"] = new([], w => new { verb = "devices.add-tag", arguments = new { tag = "mole" }, ids = new[] { w["device"] } }),
        ["ListRuns"] = new([]),
        ["GetRun"] = new(["run"]),
        ["StopRun"] = new(["run"]),
        ["UndoRun"] = new(["run"]),
        ["ListSkipped"] = new(["run"]),
        ["PutFloorPlan"] = new(["floor"], _ => new { }),
        ["GetFloorPlan"] = new(["floor"]),
        ["ListExports"] = new([]),
        ["AskExport"] = new([], w => new { metrics = new[] { "temperature" }, site = w["building"], from = "2026-01-01T00:00:00Z", to = "2026-01-02T00:00:00Z", format = "Csv" }),
        ["GetExportFile"] = new(["export"]),
        ["CancelExport"] = new(["export"]),
        ["SendTelemetry"] = new(["deviceKey"], _ => new { ts = 1_767_225_600_000, values = new { temperature = 99.0 } }),
    };

    private static CertificateRequest NewRequest() => new("CN=mole-1", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);

    public static Case? For(ApiRoute route) => _cases.GetValueOrDefault(route.Name);
}
