using System.Buffers;
using System.Text;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Runs;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Funnel;
using IoTConsole.Provisioning.Groups;
using IoTConsole.Provisioning.Issuers;
using IoTConsole.Provisioning.Lifecycle;
using IoTConsole.Provisioning.Manifests;
using IoTConsole.Provisioning.Revocation;
using IoTConsole.Telemetry.Charts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Executive;
using IoTConsole.Telemetry.Exports;
using IoTConsole.Telemetry.Flow;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Overview;
using IoTConsole.Telemetry.Plans;
using IoTConsole.Telemetry.Refused;
using IoTConsole.Telemetry.Sites;
using IoTConsole.Tenants.Account;
using IoTConsole.Tenants.Audit;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Keys;
using IoTConsole.Tenants.Organisations;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.Sites;
using IoTConsole.Tenants.Views;
using IoTConsole.Web.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Web.Tests.Roles;

/// <summary>How each use case is run so that only a role can be in the way. A new use case without a case here fails the test.</summary>
internal static class UseCaseCases
{
    /// <summary>What whoever runs the platform may do, and no role.</summary>
    public const string Platform = "whoever runs the platform";

    /// <summary>What everybody may do with their own account.</summary>
    public const string Anybody = "";

    /// <param name="Permission">Which one opens it: its code, <see cref="Platform"/> or <see cref="Anybody"/>.</param>
    /// <param name="RunAsync">On fresh things, as the scope's caller: null, or why it was refused.</param>
    internal sealed record Case(Type UseCase, string Permission, Func<Ground, IServiceProvider, Task<Problem?>> RunAsync);

    /// <summary>
    /// Run by nobody, or bound to a person's cookie; their doors are tested where they stand, over HTTP (Tenants.Tests: Account, SignIn, People).
    /// </summary>
    public static readonly IReadOnlySet<string> AtTheDoor = new HashSet<string>
    {
        "SetUpConsole", "AcceptInvitation", "SignInWithPassword", "SignInWithSecondFactor", "SignInWithPasskey", "AddPasskey",
        "BeginSecondFactor", "ConfirmSecondFactor", "RemoveSecondFactor", "RenewRecoveryCodes", "ChangeOwnPassword",
    };

    public static readonly IReadOnlyList<Case> All =
    [
        Of<CountNews>("system.view", async (u, _) => (await u.RunAsync(default)).Problem),
        Of<ListJobs>("system.view", async (u, _) => (await u.RunAsync(default)).Problem),
        Of<ListRefusals>("system.view", (u, _) => Task.FromResult(u.Run().Problem)),
        Of<ReadClock>("system.view", (u, _) => Task.FromResult(u.Run().Problem)),
        Of<ConfirmClock>(Platform, (u, _) => Task.FromResult(u.Run().Problem)),
        Of<ListVerbs>("runs.start", async (u, _) => (await u.RunAsync("devices", default)).Problem),
        Of<PreviewRun>("runs.start", async (u, g) => (await u.RunAsync(new("devices.add-tag", Ground.Tag(g.Name("tag")), new([await g.DeviceAsync()], null)), default)).Problem),
        Of<StartRun>("runs.start", async (u, g) =>
        {
            await g.Console.RunJobAsync(WorkRunsAtOnce.Job);
            return (await u.RunAsync(new("devices.add-tag", Ground.Tag(g.Name("tag")), new([await g.DeviceAsync()], null)), default)).Problem;
        }),
        // Whose run it is decides further; that is tested where runs of several people are (Provisioning.Tests: Bulk).
        Of<StopRun>("runs.start", async (u, _) => PastTheDoor((await u.RunAsync(Guid.CreateVersion7(), default)).Problem)),
        Of<UndoRun>("runs.start", async (u, _) => PastTheDoor((await u.RunAsync(Guid.CreateVersion7(), default)).Problem)),
        Of<PreviewUndo>("runs.start", async (u, _) => PastTheDoor((await u.RunAsync(Guid.CreateVersion7(), default)).Problem)),
        Of<ListRuns>("runs.view", async (u, _) => (await u.RunAsync(new(), default)).Problem),
        Of<GetRun>("runs.view", async (u, g) => (await u.RunAsync(await g.RunAsync(), default)).Problem),
        Of<ReadSkipped>("runs.view", async (u, g) => (await u.RunAsync(await g.RunAsync(), default)).Problem),
        Of<ApproveSightings>("devices.approve", async (u, g) => (await u.RunAsync(new([await g.SightingAsync()], "S1"), default)).Problem),
        Of<ListSightings>("devices.view", async (u, _) => (await u.RunAsync(new(), default)).Problem),
        Of<RejectSightings>("devices.approve", async (u, g) => (await u.RunAsync([await g.SightingAsync()], default)).Problem),
        Of<AddTemplate>("enrolment.manage", async (u, g) => (await u.RunAsync(new((await g.AuthorityAsync()).Authority, new("X-[0-9]+", g.House.Id, "G2", false, true)), default)).Problem),
        Of<DistrustAuthority>("enrolment.manage", async (u, g) => (await u.RunAsync((await g.AuthorityAsync()).Authority, default)).Problem),
        Of<BringManifest>("devices.register", async (u, g) => (await u.RunAsync(new("order.csv", "serial,model\nSN-1,T100\n"u8.ToArray(), g.House.Id), default)).Problem),
        Of<ListManifests>("devices.register", async (u, _) => (await u.RunAsync(default)).Problem),
        Of<GetManifest>("devices.register", async (u, g) => (await u.RunAsync(await g.ManifestAsync(), default)).Problem),
        Of<ImportManifest>("devices.register", async (u, g) =>
        {
            await g.Console.RunJobAsync(WorkRunsAtOnce.Job);
            return (await u.RunAsync(await g.ManifestAsync(), default)).Problem;
        }),
        Of<ListGroups>("enrolment.view", async (u, _) => (await u.RunAsync(default)).Problem),
        Of<LookAtFunnel>("enrolment.view", async (u, _) => (await u.RunAsync(7, default)).Problem),
        Of<TryEnrolment>("enrolment.view", async (u, _) => (await u.RunAsync(new(["SN-1"]), default)).Problem),
        Of<MakeGroup>("enrolment.manage", async (u, g) => (await u.RunAsync(new(g.Name("Group"), new("SN-[0-9]+", g.House.Id, "K1", false, true), new()), default)).Problem),
        Of<ChangeGroup>("enrolment.manage", async (u, g) => (await u.RunAsync(new(await g.GroupAsync(), "Other", new(Stopped: true)), default)).Problem),
        Of<RotateGroupKey>("enrolment.manage", async (u, g) => (await u.RunAsync(new(await g.GroupAsync(), true), default)).Problem),
        Of<DeriveDeviceKey>("enrolment.manage", async (u, g) => (await u.RunAsync(new(await g.GroupAsync(), "SN-1"), default)).Problem),
        Of<ListIssuers>("enrolment.view", async (u, _) => (await u.RunAsync(default)).Problem),
        Of<MakeIssuer>("enrolment.manage", async (u, g) => (await u.RunAsync(new(g.Name("Issuer")), default)).Problem),
        Of<BringAnswer>("enrolment.manage", async (u, _) => PastTheDoor((await u.RunAsync(new(Guid.CreateVersion7(), "x"), default)).Problem)),
        Of<ExportRoot>(Platform, async (u, _) => (await u.RunAsync("a long enough one", default)).Problem),
        Of<TakeRootOffline>(Platform, async (u, _) => PastTheProof((await u.RunAsync(new("x", "y"), default)).Problem)),
        Of<PreviewRevocation>("enrolment.manage", async (u, g) => (await u.RunAsync((await g.AuthorityAsync()).Authority, default)).Problem),
        Of<RevokeIssued>("enrolment.manage", async (u, g) => (await u.RunAsync(new((await g.AuthorityAsync()).Authority, "Copied", 0, false), default)).Problem),
        Of<ListAuthorities>("enrolment.view", async (u, _) => (await u.RunAsync(default)).Problem),
        Of<RemoveTemplate>("enrolment.manage", async (u, g) =>
        {
            var (authority, template) = await g.AuthorityAsync();
            return (await u.RunAsync(new(authority, template), default)).Problem;
        }),
        Of<TrustAuthority>("enrolment.manage", async (u, g) => (await u.RunAsync(new(g.Name("Maker"), g.RootPem(), new("SN-[0-9]+", g.House.Id, "G1", true, true)), default)).Problem),
        Of<IssueCertificate>("devices.credentials", async (u, g) => (await u.RunAsync(new(await g.DeviceAsync(), Ground.Csr("any")), default)).Problem),
        Of<ListCertificates>("devices.view", async (u, g) => (await u.RunAsync(await g.DeviceAsync(), default)).Problem),
        Of<MakeCredential>("devices.credentials", async (u, g) => (await u.RunAsync(await g.DeviceAsync(), default)).Problem),
        Of<RevokeCertificate>("devices.credentials", async (u, g) =>
        {
            var (device, certificate) = await g.CertifiedAsync();
            return (await u.RunAsync(new(device, certificate, "Lost"), default)).Problem;
        }),
        Of<CountDevicesAtSite>("devices.view", async (u, g) => (await u.RunAsync(g.House.Id, default)).Problem),
        Of<EditDevice>("devices.edit", async (u, g) => (await u.RunAsync(new(await g.DeviceAsync(), Name: "Renamed"), default)).Problem),
        Of<GetDevice>("devices.view", async (u, g) => (await u.RunAsync(await g.DeviceAsync(), default)).Problem),
        Of<ListDevices>("devices.view", async (u, _) => (await u.RunAsync(new(), default)).Problem),
        Of<ListDeviceWords>("devices.view", async (u, _) => (await u.RunAsync(default)).Problem),
        Of<RegisterDevice>("devices.register", async (u, g) =>
        {
            var name = g.Name("dev");
            return (await u.RunAsync(new(name, g.House.Id, name, $"SN-{name}", "T100"), default)).Problem;
        }),
        Of<ChangeDeviceState>("devices.serve", async (u, g) => (await u.RunAsync(new((await g.CertifiedAsync()).Device, LifecycleState.Maintenance, "Filter"), default)).Problem),
        Of<ChangeDeviceState>("devices.decommission", async (u, g) => (await u.RunAsync(new((await g.CertifiedAsync()).Device, LifecycleState.Decommissioned, "Sold"), default)).Problem),
        Of<ListTimeline>("devices.view", async (u, g) => (await u.RunAsync(await g.DeviceAsync(), null, 10, default)).Problem),
        Of<ReadHistory>("telemetry.view", async (u, g) =>
        {
            var now = g.Console.Clock.GetUtcNow();
            return (await u.RunAsync(new(new(null, g.House.Id, null, ["temperature"]), now.AddHours(-1), now, null, Aggregate.Average, 100), default)).Problem;
        }),
        Of<AskExport>("telemetry.view", async (u, g) =>
        {
            var now = g.Console.Clock.GetUtcNow();
            return (await u.RunAsync(new(new(null, g.House.Id, null, ["temperature"]), now.AddHours(-1), now, ExportFormat.Csv), default)).Problem;
        }),
        Of<AskListExport>("telemetry.view", async (u, _) => (await u.RunAsync(new("devices", "Devices", new("", null, ["health"]), "Csv"), default)).Problem),
        Of<ListExports>("telemetry.view", async (u, _) => (await u.RunAsync(default)).Problem),
        // An export is its asker's alone, so nobody here has one: to be told that there is none is to have been let through.
        Of<CancelExport>("telemetry.view", async (u, _) => PastTheDoor((await u.RunAsync(Guid.CreateVersion7(), default)).Problem)),
        Of<OpenExport>("telemetry.view", async (u, _) => PastTheDoor((await u.RunAsync(Guid.CreateVersion7(), default)).Problem)),
        Of<ReadExecutive>("telemetry.view", async (u, _) => (await u.RunAsync(1, default)).Problem),
        Of<PrintExecutive>("telemetry.view", async (u, _) => (await u.RunAsync(1, default)).Problem),
        Of<ReadFlow>("telemetry.view", async (u, g) => (await u.RunAsync((await g.DeviceAsync()).ToString(), null, default)).Problem),
        Of<ReadSystemFlow>("system.view", async (u, _) => (await u.RunAsync(default)).Problem),
        Of<ReadCompleteness>("telemetry.view", async (u, g) =>
        {
            var now = g.Console.Clock.GetUtcNow();
            return (await u.RunAsync(new(new(null, g.House.Id, null, ["temperature"]), now.AddHours(-1), now, 10), default)).Problem;
        }),
        Of<ReadChart>("telemetry.view", async (u, g) =>
        {
            var now = g.Console.Clock.GetUtcNow();
            return (await u.RunAsync(new([new(null, g.House.Id, "temperature")], now.AddHours(-1), now, 100), default)).Problem;
        }),
        Of<ListChartSources>("telemetry.view", async (u, _) => (await u.RunAsync("house", default)).Problem),
        Of<ReadLastValues>("telemetry.view", async (u, g) => (await u.RunAsync(new(new(null, g.House.Id, null, ["temperature"]), 10, null), default)).Problem),
        Of<ReceiveReadings>("telemetry.write", async (u, g) =>
        {
            var body = Field.Payload(g.Console.Clock.GetUtcNow().ToUnixTimeMilliseconds(), 21.5);
            return (await u.RunAsync(new((await g.CertifiedAsync()).Device.ToString(), new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body)), "application/json"), default)).Problem;
        }),
        Of<ReadLatest>("telemetry.view", async (u, g) => (await u.RunAsync((await g.DeviceAsync()).ToString(), default)).Problem),
        Of<ListRefusedSamples>("system.view", async (u, _) => (await u.RunAsync(default)).Problem),
        Of<ListRefused>("system.view", async (u, _) => (await u.RunAsync(new(), default)).Problem),
        Of<ReadRefusedSample>("system.view", async (u, _) => PastTheDoor((await u.RunAsync(Guid.CreateVersion7(), default)).Problem)),
        Of<ReadIngest>("system.view", async (u, _) => (await u.RunAsync(default)).Problem),
        Of<ReadOverview>("telemetry.view", async (u, _) => (await u.RunAsync(default)).Problem),
        Of<CompareBuildings>("telemetry.view", async (u, _) => (await u.RunAsync(null, default)).Problem),
        Of<ReadPlan>("telemetry.view", async (u, g) => (await u.RunAsync(await g.PlannedFloorAsync(), "temperature", default)).Problem),
        Of<OpenPlan>("telemetry.view", async (u, g) => (await u.RunAsync(await g.PlannedFloorAsync(), default)).Problem),
        Of<UploadPlan>("telemetry.plans", async (u, g) => (await u.RunAsync(new(await g.SiteAsync(), "plan.svg", Ground.Drawing), default)).Problem),
        Of<RemovePlan>("telemetry.plans", async (u, g) => (await u.RunAsync(await g.PlannedFloorAsync(), default)).Problem),
        Of<PlaceDevice>("telemetry.plans", async (u, g) =>
        {
            var floor = await g.PlannedFloorAsync();
            return (await u.RunAsync(new(floor, await g.DeviceAtAsync(floor), (0.5, 0.5)), default)).Problem;
        }),
        Of<ReadSite>("telemetry.view", async (u, g) => (await u.RunAsync(g.House.Id, default)).Problem),
        Of<ReadMatrix>("telemetry.view", async (u, g) => (await u.RunAsync(g.House.Id, "temperature", default)).Problem),
        Of<GetOwnAccount>(Anybody, async (u, _) => (await u.RunAsync(default)).Problem),
        Of<GetOwnSettings>(Anybody, async (u, _) =>
        {
            await u.RunAsync(default);
            return null;
        }),
        Of<ChangeOwnSettings>(Anybody, async (u, _) => (await u.RunAsync(new(Theme: "dark"), default)).Problem),
        Of<ChangeOwnName>(Anybody, async (u, g) => (await u.RunAsync(g.Name("Somebody"), default)).Problem),
        Of<ListSessions>(Anybody, async (u, _) => (await u.RunAsync(null, default)).Problem),
        Of<EndSessions>(Anybody, async (u, _) => (await u.RunAsync(new(), default)).Problem),
        Of<ListPasskeys>(Anybody, async (u, _) => (await u.RunAsync(default)).Problem),
        Of<RenamePasskey>(Anybody, async (u, _) => PastTheDoor((await u.RunAsync(Guid.CreateVersion7(), "Laptop", default)).Problem)),
        Of<RemovePasskey>(Anybody, async (u, _) => PastTheDoor((await u.RunAsync(Guid.CreateVersion7(), default)).Problem)),
        Of<ExportAudit>("audit.view", (u, _) => u.RunAsync(new(), Stream.Null, default)),
        Of<ListAudit>("audit.view", async (u, _) => (await u.RunAsync(new(), default)).Problem),
        Of<ListViews>("views.use", async (u, _) => (await u.RunAsync("devices", default)).Problem),
        Of<SaveView>("views.use", async (u, g) => (await u.RunAsync(new(null, "devices", g.Name("view"), "q=x"), default)).Problem),
        Of<SaveView>("views.share", async (u, g) => (await u.RunAsync(new(null, "devices", g.Name("view"), "q=x", Role.Operator), default)).Problem),
        // A view is its maker's alone: to be told that there is none is to have been let through.
        Of<RemoveView>("views.use", async (u, _) => PastTheDoor((await u.RunAsync(Guid.CreateVersion7(), default)).Problem)),
        Of<ChooseDefaultView>("views.use", async (u, _) => (await u.RunAsync(new("devices", null), default)).Problem),
        Of<CreateKey>("keys.manage", async (u, g) => (await u.RunAsync(new(g.Name("key"), Role.Analyst, g.House.Id, null), default)).Problem),
        Of<ListKeys>("keys.manage", async (u, _) => (await u.RunAsync(default)).Problem),
        Of<RevokeKey>("keys.manage", async (u, g) => (await u.RunAsync(await g.KeyAsync(), default)).Problem),
        Of<CreateOrganisation>(Platform, async (u, g) => (await u.RunAsync(new(g.Name("Other"), "Etc/UTC", $"{g.Name("new")}@other.example", "New"), default)).Problem),
        Of<ListOrganisations>(Platform, async (u, _) => (await u.RunAsync(default)).Problem),
        Of<SuspendOrganisation>(Platform, async (u, g) =>
        {
            await using var scope = g.Console.As(g.Admin with { RunsThePlatform = true });
            var other = await scope.ServiceProvider.GetRequiredService<CreateOrganisation>().RunAsync(new(g.Name("Other"), "Etc/UTC", $"{g.Name("new")}@other.example", "New"), default);
            return (await u.RunAsync(new(other.Value.TenantId, true), default)).Problem;
        }),
        Of<BlockPerson>("people.manage", async (u, g) => (await u.RunAsync(await g.PersonAsync(), default)).Problem),
        Of<GrantRole>("people.manage", async (u, g) => (await u.RunAsync(new(await g.PersonAsync(), Role.Executive, g.House.Id), default)).Problem),
        Of<InvitePerson>("people.manage", async (u, g) => (await u.RunAsync(new($"{g.Name("new")}@ours.example", "New", Role.Analyst, g.House.Id), default)).Problem),
        Of<ListPeople>("people.view", async (u, _) => (await u.RunAsync(new(), default)).Problem),
        Of<RenewInvitation>("people.manage", async (u, g) => (await u.RunAsync(await g.PersonAsync(), default)).Problem),
        Of<RevokeGrant>("people.manage", async (u, g) => (await u.RunAsync(await g.GrantAsync(), default)).Problem),
        Of<UnblockPerson>("people.manage", async (u, g) => (await u.RunAsync(await g.PersonAsync(), default)).Problem),
        Of<AddSite>("sites.edit", async (u, g) => (await u.RunAsync(new(g.House.Id, SiteKind.Floor, g.Name("floor"), null, null, null), default)).Problem),
        Of<EditSite>("sites.edit", async (u, g) => (await u.RunAsync(new(await g.SiteAsync(), 0, g.Name("renamed"), null, null, null), default)).Problem),
        Of<GetSite>("sites.view", async (u, g) => (await u.RunAsync(g.House.Id, default)).Problem),
        Of<ListSites>("sites.view", async (u, _) => (await u.RunAsync(new(), default)).Problem),
        Of<MoveSite>("sites.edit", async (u, g) => (await u.RunAsync(new(await g.SiteAsync(), 0, g.Root.Id), default)).Problem),
        Of<RemoveSite>("sites.edit", async (u, g) => (await u.RunAsync(await g.SiteAsync(), default)).Problem),
    ];

    private static Problem? PastTheDoor(Problem? problem) => problem?.Kind == ProblemKind.NotFound ? null : problem;

    // The ground needs its root: a proof that does not hold is as far as a test goes.
    private static Problem? PastTheProof(Problem? problem) => problem?.Code == "provisioning.root-file" ? null : problem;

    private static Case Of<T>(string permission, Func<T, Ground, Task<Problem?>> run)
        where T : notnull => new(typeof(T), permission, (ground, services) => run(services.GetRequiredService<T>(), ground));
}
