using IoTConsole.Provisioning.Contracts;
using IoTConsole.Simulation.Contracts;
using IoTConsole.Simulation.Estates;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Simulation.Tests.Estates;

public class DemoGroundTests
{
    [Fact]
    public async Task A_demonstration_has_people_of_each_role_planned_devices_in_their_zones_and_a_neighbour_with_the_same_names()
    {
        await using var console = await StartAsync();
        var lines = await PrepareAsync(console, new DemoOptions(Buildings: 3));

        var tenants = await ListAsync(console);
        Assert.Equal(["Meridian Estates", "Northgate Labs"], tenants.Select(t => t.Name));
        foreach (var role in new[] { "administrator", "regional manager", "building manager", "operator", "installer", "analyst", "executive", "auditor" })
            Assert.Contains(lines, l => l.Contains($"  {role}", StringComparison.Ordinal));

        var plan = FleetPlan.Meridian(3, 1, 4);
        var devices = console.Services.GetRequiredService<IDeviceDirectory>();
        var sites = console.Services.GetRequiredService<ISiteDirectory>();
        Assert.Equal(plan.Sensors + plan.Controllers + plan.Gateways + plan.Outdoors, devices.All.Count(d => d.TenantId == tenants[0].TenantId));
        Assert.All(devices.All, d => Assert.Equal(LifecycleState.Planned, d.State));
        var sensor = devices.FindByDeviceId("mer-b001-f03b-temp")!;
        Assert.Equal("Harbour House › Floor 3 › Zone B", sites.NameOf(sensor.TenantId, sensor.SitePath));
        Assert.Equal("mer-b001-gw", devices.Find(sensor.GatewayId!.Value)!.DeviceId);
        Assert.Equal("Europe/London", sites.ZoneOf(sensor.TenantId, sensor.SitePath).Id);
        var neighbour = devices.FindByDeviceId("ngl-b001-f02b-temp")!;
        Assert.Equal("Harbour House › Floor 2 › Zone B", sites.NameOf(neighbour.TenantId, neighbour.SitePath));
        Assert.NotEqual(sensor.TenantId, neighbour.TenantId);
    }

    [Fact]
    public async Task Made_again_or_after_half_of_it_nothing_is_there_twice_and_no_password_is_told_again()
    {
        await using var console = await StartAsync();
        var first = await PrepareAsync(console, new DemoOptions(Buildings: 2));
        var devices = console.Services.GetRequiredService<IDeviceDirectory>().All.Count;

        var second = await PrepareAsync(console, new DemoOptions(Buildings: 2));
        // As if the process had died before it noted what was done.
        var state = DemoState.Load(FolderOf(console))!;
        (state with { Ready = [] }).Save(FolderOf(console));
        var third = await PrepareAsync(console, new DemoOptions(Buildings: 200));

        Assert.Contains(first, l => l.Contains("ada.okafor@meridian.example", StringComparison.Ordinal));
        Assert.DoesNotContain(second.Concat(third), l => l.Contains("ada.okafor", StringComparison.Ordinal));
        Assert.Contains(second, l => l.Contains("printed once", StringComparison.Ordinal));
        Assert.Equal(2, (await ListAsync(console)).Count);
        Assert.Equal(devices, console.Services.GetRequiredService<IDeviceDirectory>().All.Count);
        Assert.Equal(state.Born, DemoState.Load(FolderOf(console))!.Born);
    }

    [Fact]
    public void The_size_asked_for_is_read_and_nonsense_is_refused_in_words()
    {
        var (options, others) = DemoOptions.Parse(["--buildings", "250", "--Broker:TlsPort", "0"]);

        Assert.Equal(250, options.Buildings);
        Assert.Equal(["--Broker:TlsPort", "0"], others);
        Assert.Contains("1 to 250", Assert.Throws<FormatException>(() => DemoOptions.Parse(["--buildings", "251"])).Message);
        Assert.Throws<FormatException>(() => DemoOptions.Parse(["--buildings"]));
    }

    private static async Task<TestConsole> StartAsync()
    {
        var console = await TestConsole.StartAsync();
        await console.StartHostedAsync();
        return console;
    }

    private static async Task<IReadOnlyList<string>> PrepareAsync(TestConsole console, DemoOptions options)
    {
        await using var scope = console.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<DemoGround>().PrepareAsync(options, CancellationToken.None);
    }

    private static async Task<IReadOnlyList<OrganisationLine>> ListAsync(TestConsole console)
    {
        await using var scope = console.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IOrganisations>().ListAsync(CancellationToken.None);
    }

    private static string FolderOf(TestConsole console) => Path.Combine(console.DataDirectory, "simulation");
}
