using System.Buffers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Runs;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Groups;
using IoTConsole.Provisioning.Manifests;
using IoTConsole.Telemetry.Exports;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Plans;
using IoTConsole.Telemetry.Refused;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Keys;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.Sites;
using IoTConsole.Testing;
using IoTConsole.Web.Tests.Running;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Web.Tests.Roles;

/// <summary>One organisation in this process, with somebody of each role at its root, and fresh things to try a use case on.</summary>
internal sealed class Ground(TestConsole console, CreatedOrganisation organisation) : IAsyncDisposable
{
    private int _next;

    public TestConsole Console { get; } = console;

    public Guid Tenant { get; } = organisation.TenantId;

    public SiteNode Root { get; } = organisation.Root;

    /// <summary>Where fresh things are put.</summary>
    public SiteNode House => Console.Services.GetRequiredService<ISiteDirectory>().Below(Tenant, Root.Path).Single(n => n.Kind == SiteKind.Building);

    public Actor Admin { get; private set; } = null!;

    public static async Task<Ground> OpenAsync(Action<IServiceCollection>? more = null)
    {
        var console = await TestConsole.StartAsync(more: more);
        await console.Services.GetRequiredService<EmbeddedAuthority>().OpenAsync(default);
        await console.Services.GetRequiredService<TrustStore>().CatchUpAsync(default);
        await console.Services.GetRequiredService<CertificateRegister>().CatchUpAsync(default);
        await console.Services.GetRequiredService<DeviceDirectory>().CatchUpAsync(default);
        var ingest = console.Services.GetRequiredService<RunIngest>();
        await ingest.StartingAsync(default);
        await ingest.StartAsync(default);
        await using var scope = console.As(Actor.System());
        var founded = await scope.ServiceProvider.GetRequiredService<IOrganisations>().CreateAsync(
            new(
                "Meridian",
                new(SiteKind.Portfolio, "Meridian", "Europe/London", null, null, [new(SiteKind.Building, "Harbour House", "Europe/Madrid", null, null, [])]),
                Enum.GetValues<Role>().Where(r => r != Role.ServiceAccount).Select(r => new PersonPlan(EmailOf(r), $"{r}", r, null, "a long enough one", false)).ToList()),
            default);
        Assert.Null(founded.Problem);
        var ground = new Ground(console, founded.Value);
        ground.Admin = await ground.ActorAsync(Role.Administrator);
        return ground;
    }

    /// <summary>Somebody who holds this role at the root; a program for the role that only programs have.</summary>
    public async Task<Actor> ActorAsync(Role role) => role == Role.ServiceAccount
        ? new(ActorKind.Key, Guid.CreateVersion7(), "Program", Tenant, [new(role, Root.Id, Root.Path)])
        : await Console.Services.GetRequiredService<IActors>().ForPersonAsync(PersonOf(role), default) ?? throw new InvalidOperationException($"{role} is not let in.");

    public Guid PersonOf(Role role) => organisation.People.Single(p => p.Email == EmailOf(role)).Id;

    public string Name(string kind) => $"{kind}-{Interlocked.Increment(ref _next)}";

    public async Task<Guid> SiteAsync() =>
        await MadeAsync<AddSite, Guid>(u => u.RunAsync(new(House.Id, SiteKind.Floor, Name("floor"), null, null, null), default));

    public async Task<Guid> DeviceAsync(bool isGateway = false)
    {
        var name = Name("dev");
        return await MadeAsync<RegisterDevice, Guid>(u => u.RunAsync(new(name, House.Id, name, $"SN-{name}", "T100", IsGateway: isGateway), default));
    }

    public async Task<Guid> PlannedFloorAsync()
    {
        var floor = await SiteAsync();
        await MadeAsync<UploadPlan, Done>(u => u.RunAsync(new(floor, "plan.svg", Drawing), default));
        return floor;
    }

    public async Task<Guid> DeviceAtAsync(Guid site)
    {
        var name = Name("dev");
        return await MadeAsync<RegisterDevice, Guid>(u => u.RunAsync(new(name, site, name, $"SN-{name}", "T100"), default));
    }

    public static byte[] Drawing => """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>"""u8.ToArray();

    /// <summary>A device that has its certificate and so is in service.</summary>
    public async Task<(Guid Device, Guid Certificate)> CertifiedAsync()
    {
        var device = await DeviceAsync();
        return (device, (await MadeAsync<MakeCredential, MakeCredential.Made>(u => u.RunAsync(device, default))).Certificate.Id);
    }

    /// <summary>A device that a gateway was heard speaking for.</summary>
    public async Task<Guid> SightingAsync()
    {
        var child = Name("child");
        var gateway = Console.Services.GetRequiredService<DeviceDirectory>().Find(await DeviceAsync(isGateway: true))!;
        var sightings = Console.Services.GetRequiredService<DeviceSightings>();
        sightings.UnknownChild(new(gateway.Id, gateway.DeviceId, Tenant, true), child);
        await sightings.WriteAsync(default);
        return await Console.LookAsync(db => db.Set<Sighting>().Where(s => s.DeviceId == child).Select(s => s.Id).SingleAsync());
    }

    public async Task<(Guid Authority, Guid Template)> AuthorityAsync()
    {
        var authority = await MadeAsync<TrustAuthority, Guid>(u => u.RunAsync(new(Name("Maker"), RootPem(), new("SN-[0-9]+", House.Id, "G1", true, true)), default));
        return (authority, await Console.LookAsync(db => db.Set<EnrolmentTemplate>().Where(t => t.AuthorityId == authority).Select(t => t.Id).FirstAsync()));
    }

    public async Task<Guid> GroupAsync() =>
        (await MadeAsync<MakeGroup, MakeGroup.Made>(u => u.RunAsync(new(Name("Group"), new("SN-[0-9]+", House.Id, "K1", false, true), new()), default))).Id;

    public async Task<Guid> ManifestAsync()
    {
        var name = Name("manifest");
        return await MadeAsync<BringManifest, Guid>(u => u.RunAsync(new($"{name}.csv", Encoding.UTF8.GetBytes($"serial,model\n{name}-1,T100\n{name}-2,\n"), House.Id), default));
    }

    public async Task<Guid> KeyAsync() =>
        (await MadeAsync<CreateKey, CreateKey.Created>(u => u.RunAsync(new(Name("key"), Role.Analyst, House.Id, null), default))).Id;

    /// <summary>An analyst who was just invited, at the building.</summary>
    public async Task<Guid> PersonAsync() =>
        (await MadeAsync<InvitePerson, InvitePerson.Invited>(u => u.RunAsync(new($"{Name("person")}@ours.example", "Newcomer", Role.Analyst, House.Id), default))).PersonId;

    public async Task<Guid> GrantAsync()
    {
        var person = await PersonAsync();
        return await Console.LookAsync(db => db.Set<Grant>().Where(g => g.PersonId == person).Select(g => g.Id).SingleAsync());
    }

    /// <summary>A device that has reported.</summary>
    public async Task<Guid> ReportingAsync()
    {
        var (device, _) = await CertifiedAsync();
        await SayAsync(device, Field.Payload(Console.Clock.GetUtcNow().ToUnixTimeMilliseconds(), 21.5));
        return device;
    }

    /// <summary>A message that was refused, kept as a sample.</summary>
    public async Task<Guid> RefusedAsync()
    {
        await SayAsync((await CertifiedAsync()).Device, "{broken");
        return Console.Services.GetRequiredService<RefusedSamples>().Of(Tenant)[0].Id;
    }

    public Task ExportAsync(Actor who) => Console.AskAsync<AskExport, Result<Guid>>(who, u => u.RunAsync(
        new(new(null, House.Id, null, ["temperature"]), Console.Clock.GetUtcNow().AddHours(-1), Console.Clock.GetUtcNow(), ExportFormat.Csv), default));

    /// <summary>A run that has tagged a fresh device.</summary>
    public async Task<Guid> RunAsync()
    {
        var device = await DeviceAsync();
        var run = await MadeAsync<StartRun, Guid>(u => u.RunAsync(new("devices.add-tag", Tag(Name("tag")), new([device], null)), default));
        await Console.RunJobAsync(WorkRunsAtOnce.Job);
        return run;
    }

    public static BulkArguments Tag(string tag) => new(new Dictionary<string, string> { ["tag"] = tag });

    public async Task RevokeGrantsAsync(Guid person)
    {
        foreach (var grant in await Console.LookAsync(db => db.Set<Grant>().Where(g => g.PersonId == person).Select(g => g.Id).ToListAsync()))
            await MadeAsync<RevokeGrant, Done>(u => u.RunAsync(grant, default));
    }

    public static string Csr(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }

    public string RootPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Name("root")}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = request.CreateSelfSigned(Console.Clock.GetUtcNow().AddDays(-1), Console.Clock.GetUtcNow().AddDays(300));
        return root.ExportCertificatePem();
    }

    public async ValueTask DisposeAsync()
    {
        await Console.Services.GetRequiredService<RunIngest>().StopAsync(default);
        await Console.DisposeAsync();
    }

    private Task SayAsync(Guid device, string body) => Console.AskAsync<ReceiveReadings, Result<TakeReadings.Receipt>>(
        Admin, u => u.RunAsync(new(device.ToString(), new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body)), "application/json"), default));

    private static string EmailOf(Role role) => $"{role}@ours.example".ToLowerInvariant();

    private async Task<T> MadeAsync<TUseCase, T>(Func<TUseCase, Task<Result<T>>> make)
        where TUseCase : notnull
    {
        var made = await Console.AskAsync(Admin, make);
        return made.Problem is null ? made.Value : throw new InvalidOperationException(made.Problem.Message);
    }
}
