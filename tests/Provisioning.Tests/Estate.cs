using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests;

/// <summary>Two organisations with the same sites: Meridian › Harbour House › Floor 1, and Mill beside it.</summary>
internal sealed class Estate(TestConsole console, CreatedOrganisation ours, CreatedOrganisation theirs) : IAsyncDisposable
{
    public TestConsole Console { get; } = console;

    public CreatedOrganisation Ours { get; } = ours;

    public CreatedOrganisation Theirs { get; } = theirs;

    public Guid Tenant => Ours.TenantId;

    public SiteNode Floor => Site("Harbour House/Floor 1");

    public Actor Admin => As(Role.Administrator, "");

    public Actor TheirAdmin => TestConsole.Person(Theirs.TenantId, (Role.Administrator, Theirs.Root.Path));

    /// <summary>An operator of the Mill, who has no business in Harbour House.</summary>
    public Actor MillManager => As(Role.BuildingManager, "Mill");

    public DeviceDirectory Directory => Console.Services.GetRequiredService<DeviceDirectory>();

    public IConnectGate Gate => Console.Services.GetRequiredService<IConnectGate>();

    public static async Task<Estate> StartAsync(
        string engine = "Sqlite", IDictionary<string, string?>? settings = null, Action<IServiceCollection>? more = null)
    {
        var console = await TestConsole.StartAsync(engine, settings, more);

        // What WatchForChanges does before its loop: the loops themselves would tick a million times when a test moves the clock by years.
        await console.Services.GetRequiredService<EmbeddedAuthority>().OpenAsync(default);
        await console.Services.GetRequiredService<TrustStore>().CatchUpAsync(default);
        await console.Services.GetRequiredService<CertificateRegister>().CatchUpAsync(default);
        await console.Services.GetRequiredService<DeviceDirectory>().CatchUpAsync(default);
        return new Estate(console, await FoundAsync(console, "ours"), await FoundAsync(console, "theirs"));
    }

    public Actor As(Role role, string at) => TestConsole.Person(Tenant, (role, Site(at).Path));

    public SiteNode Site(string names, CreatedOrganisation? of = null)
    {
        var sites = Console.Services.GetRequiredService<ISiteDirectory>();
        var node = (of ?? Ours).Root;
        foreach (var name in names.Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = sites.Below(node.TenantId, node.Path).Single(n => n.ParentId == node.Id && n.Name == name);
        return node;
    }

    public Task<T> AskAsync<TUseCase, T>(Actor actor, Func<TUseCase, Task<T>> ask)
        where TUseCase : notnull => Console.AskAsync(actor, ask);

    /// <summary>Somebody who is in the database, as work that outlives a request needs it: admin, mill (manager of the Mill), operator.</summary>
    public async Task<Actor> PersonAsync(string who, CreatedOrganisation? of = null)
    {
        var person = (of ?? Ours).People.Single(p => p.Email.StartsWith($"{who}@", StringComparison.Ordinal)).Id;
        return await Console.Services.GetRequiredService<IActors>().ForPersonAsync(person, default) ?? throw new InvalidOperationException($"{who} is not let in.");
    }

    public async Task<Guid> RegisterAsync(string deviceId, SiteNode? at = null, string? gateway = null, bool isGateway = false, Actor? by = null, IReadOnlyList<string>? tags = null)
    {
        var registered = await AskAsync<RegisterDevice, Result<Guid>>(by ?? Admin, u => u.RunAsync(
            new(deviceId, (at ?? Floor).Id, $"Sensor {deviceId}", $"SN-{deviceId}", "T100", GatewayDeviceId: gateway, IsGateway: isGateway, Tags: tags), default));
        Assert.Null(registered.Problem);
        return registered.Value;
    }

    public Task<Result<CertificateIssue.Issued>> IssueAsync(Guid id, string csr, Actor? by = null) =>
        AskAsync<IssueCertificate, Result<CertificateIssue.Issued>>(by ?? Admin, u => u.RunAsync(new(id, csr), default));

    /// <summary>Key and certificate made by the console.</summary>
    public async Task<MakeCredential.Made> CredentialAsync(Guid id)
    {
        var made = await AskAsync<MakeCredential, Result<MakeCredential.Made>>(Admin, u => u.RunAsync(id, default));
        Assert.Null(made.Problem);
        return made.Value;
    }

    public async Task<Guid> TrustAsync(string pem, string pattern = "SN-[0-9]+", bool automatically = true, CreatedOrganisation? of = null, string at = "Mill")
    {
        var owner = of ?? Ours;
        var trusted = await AskAsync<IEnrolmentSetup, Result<Guid>>(Actor.System(), s => s.TrustAsync(
            owner.TenantId, "Maker", pem, new(pattern, Site(at, owner).Id, "G1", true, automatically), default));
        Assert.Null(trusted.Problem);
        return trusted.Value;
    }

    public Task<ConnectVerdict> ConnectAsync(string clientId, X509Certificate2? certificate, params X509Certificate2[] presented) =>
        Gate.AdmitAsync(new(clientId, null, null, certificate, presented, true, "127.0.0.1"), default);

    public ValueTask DisposeAsync() => Console.DisposeAsync();

    private static async Task<CreatedOrganisation> FoundAsync(TestConsole console, string domain)
    {
        var plan = new OrganisationPlan(
            "Meridian",
            new SitePlan(SiteKind.Portfolio, "Meridian", "Europe/London", null, null,
            [
                new(SiteKind.Building, "Harbour House", "Europe/Madrid", null, null, [new(SiteKind.Floor, "Floor 1", null, null, null, [])]),
                new(SiteKind.Building, "Mill", "America/New_York", null, null, []),
            ]),
            [
                new($"admin@{domain}.example", "Ada Admin", Role.Administrator, null, "a long enough one", false),
                new($"mill@{domain}.example", "Mia Mill", Role.BuildingManager, "Mill", "a long enough one", false),
                new($"operator@{domain}.example", "Otto Operator", Role.Operator, null, "a long enough one", false),
            ]);
        await using var scope = console.As(Actor.System());
        return (await scope.ServiceProvider.GetRequiredService<IOrganisations>().CreateAsync(plan, default)).Value;
    }
}
