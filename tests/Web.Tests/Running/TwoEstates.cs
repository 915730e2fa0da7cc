using IoTConsole.Infrastructure;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Web.Data;
using IoTConsole.Web.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Web.Tests.Running;

/// <summary>A running console with two organisations in which everything has the same name, and people of each role.</summary>
internal sealed class TwoEstates : IAsyncDisposable
{
    public const string Password = "A long sentence for all.";

    private TwoEstates(RunningConsole console, Estate ours, Estate theirs) => (Console, Ours, Theirs) = (console, ours, theirs);

    public RunningConsole Console { get; }

    public Estate Ours { get; }

    public Estate Theirs { get; }

    /// <param name="Sites">By name: Meridian, North, Harbour House, Floor 1, Zone A, Zone B, South, Mill.</param>
    internal sealed record Estate(string Domain, CreatedOrganisation Created, IReadOnlyDictionary<string, Guid> Sites)
    {
        public Guid TenantId => Created.TenantId;

        /// <summary>admin, north (regional manager), harbour (building manager), mill (building manager), operator, installer, analyst, executive, auditor.</summary>
        public string Email(string who) => $"{who}@{Domain}.example";

        public Guid Person(string who) => Created.People.Single(p => p.Email == Email(who)).Id;
    }

    /// <param name="devices">Planned on Floor 1 of ours before it starts, called Sensor 1 and so on: more than one would register one by one.</param>
    public static async Task<TwoEstates> StartAsync(Dictionary<string, string>? settings = null, int devices = 0)
    {
        var all = new Dictionary<string, string>(settings ?? []) { ["Setup__AdminEmail"] = "", ["Setup__AdminPassword"] = "" };
        var data = Directory.CreateTempSubdirectory("iotconsole-run-").FullName;
        var (ours, theirs) = await PlantAsync(data, devices);
        var estates = new TwoEstates(RunningConsole.Plan(all, data), ours, theirs);
        try
        {
            await estates.Console.StartAsync();
            return estates;
        }
        catch
        {
            await estates.DisposeAsync();
            throw;
        }
    }

    public Task<Session> SignInAsync(Estate estate, string who) => Session.SignInAsync(Console, estate.Email(who), Password);

    public async ValueTask DisposeAsync()
    {
        await Console.DisposeAsync();
        if (Directory.Exists(Console.DataDirectory)) Directory.Delete(Console.DataDirectory, recursive: true);
    }

    private static async Task<(Estate Ours, Estate Theirs)> PlantAsync(string data, int devices)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("DataDirectory", data)]).Build();
        await using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging()
            .AddInfrastructure().AddModules(configuration)
            .AddEngine(DatabaseEngine.Sqlite, new DatabaseSettings().ConnectionFor(data)).BuildServiceProvider();
        await services.MigrateAsync(CancellationToken.None);
        var (ours, theirs) = (await FoundAsync(services, "ours"), await FoundAsync(services, "theirs"));
        if (devices > 0) await PlanAsync(services, ours, devices);
        return (ours, theirs);
    }

    private static async Task PlanAsync(IServiceProvider services, Estate estate, int devices)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Become(Actor.System());
        var plans = Enumerable.Range(1, devices).Select(i => new DevicePlan(
            $"SN-{i}", $"planned-{i:00000}", $"Sensor {i}", "T100", "Maker", "", PowerSource.Mains, estate.Sites["Floor 1"], null, false, [], 300)).ToList();
        var planned = await scope.ServiceProvider.GetRequiredService<IDevicePlans>().PlanAsync(estate.TenantId, plans, CancellationToken.None);
        Assert.True(planned.Succeeded, planned.Problem?.Message);
    }

    private static async Task<Estate> FoundAsync(IServiceProvider services, string domain)
    {
        SitePlan Node(SiteKind kind, string name, string? zone, params SitePlan[] below) => new(kind, name, zone, null, null, below);
        var tree = Node(SiteKind.Portfolio, "Meridian", "Europe/London",
            Node(SiteKind.Region, "North", null,
                Node(SiteKind.Building, "Harbour House", "Europe/London",
                    Node(SiteKind.Floor, "Floor 1", null, Node(SiteKind.Zone, "Zone A", null), Node(SiteKind.Zone, "Zone B", null)))),
            Node(SiteKind.Region, "South", null, Node(SiteKind.Building, "Mill", "America/New_York")));
        PersonPlan Person(string who, Role role, string? at = null) => new($"{who}@{domain}.example", $"{who} of Meridian", role, at, Password, who == "admin" && domain == "ours");
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Become(Actor.System());
        var created = await scope.ServiceProvider.GetRequiredService<IOrganisations>().CreateAsync(
            new("Meridian", tree,
            [
                Person("admin", Role.Administrator), Person("north", Role.RegionalManager, "North"), Person("harbour", Role.BuildingManager, "North/Harbour House"),
                Person("mill", Role.BuildingManager, "South/Mill"), Person("operator", Role.Operator), Person("installer", Role.Installer),
                Person("analyst", Role.Analyst), Person("executive", Role.Executive), Person("auditor", Role.Auditor),
            ]),
            CancellationToken.None);
        Assert.True(created.Succeeded, created.Problem?.Message);
        var root = created.Value.Root;
        var sites = scope.ServiceProvider.GetRequiredService<ISiteDirectory>().Below(root.TenantId, root.Path).ToDictionary(s => s.Name, s => s.Id);
        return new(domain, created.Value, sites);
    }
}
