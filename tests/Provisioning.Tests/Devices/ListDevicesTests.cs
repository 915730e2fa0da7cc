using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Fleet;
using IoTConsole.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Devices;

public class ListDevicesTests
{
    public static TheoryData<string> Engines => new(TestConsole.Engines());

    private static DeviceOrder[] Orders =>
    [
        .. new[] { "name", "id", "serial", "model", "maker", "revision", "state", "power", "place", "tags", "gateway", "interval", "newest", "health", "lastseen", "connected", "value.co2" }
            .SelectMany(k => new[] { DeviceOrder.Parse(k), DeviceOrder.Parse("-" + k) }),
    ];

    private static ListDevices.Input Of(params (string, object?)[] filter) => new(DeviceFilter.Of(filter));

    private static async Task<string[]> ListAsync(Estate estate, Actor by, ListDevices.Input input) =>
        (await estate.AskAsync<ListDevices, Result<ListDevices.Rows>>(by, u => u.RunAsync(input, default))).Value.Items.Select(d => d.DeviceId).ToArray();

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Filters_order_and_pages_hold_across_the_whole_list(string engine)
    {
        await using var estate = await Estate.StartAsync(engine);
        foreach (var id in new[] { "c-3", "A-1", "b-2" }) await estate.RegisterAsync(id, tags: id == "b-2" ? ["roof"] : null);
        await estate.RegisterAsync("gw", at: estate.Site("Mill"), isGateway: true);
        await estate.CredentialAsync(estate.Directory.FindByDeviceId("b-2")!.Id);

        Assert.Equal(["A-1", "b-2", "c-3", "gw"], (await ListAsync(estate, estate.Admin, new())).Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(["A-1"], await ListAsync(estate, estate.Admin, Of(("q", "SENSOR a"))));
        Assert.Equal(["b-2"], await ListAsync(estate, estate.Admin, Of(("tag", "Roof"))));
        Assert.Equal(["b-2"], await ListAsync(estate, estate.Admin, new(DeviceFilter.ByState(LifecycleState.Provisioned))));
        Assert.Equal(["gw"], await ListAsync(estate, estate.Admin, Of(("site", estate.Site("Mill").Id))));
        Assert.Equal(["gw"], await ListAsync(estate, estate.Admin, Of(("is", "gateway"))));
        Assert.Equal(4, (await ListAsync(estate, estate.Admin, Of(("model", "T100")))).Length);
        foreach (var by in Orders)
        {
            var all = await ListAsync(estate, estate.Admin, new(Order: by));
            string[] paged = [.. await ListAsync(estate, estate.Admin, new(Order: by, Limit: 2)), .. await ListAsync(estate, estate.Admin, new(Order: by, Skip: 2, Limit: 2))];
            Assert.Equal(all, paged);
        }

        var first = await ListAsync(estate, estate.Admin, new(Order: DeviceOrder.ByDeviceId, Limit: 2));
        Assert.Equal(4, first.Concat(await ListAsync(estate, estate.Admin, new(Order: DeviceOrder.ByDeviceId, After: first[^1]))).Distinct().Count());
    }

    [Fact]
    public async Task Health_filters_across_the_whole_list()
    {
        var vitals = new Vitals();
        await using var estate = await Estate.StartAsync(more: s => s.AddSingleton<IDeviceVitals>(vitals));
        // Telemetry answers too; the first registration is asked, so ours must be the only one here.
        await using var scope = estate.Console.As(estate.Admin);
        for (var i = 0; i < 9; i++)
        {
            var id = await estate.RegisterAsync($"dev-{i}");
            if (i % 3 == 0) vitals.Late.Add(id);
        }

        var list = ActivatorUtilities.CreateInstance<ListDevices>(
            scope.ServiceProvider, ActivatorUtilities.CreateInstance<FleetScan>(scope.ServiceProvider, (IEnumerable<IDeviceVitals>)new[] { vitals }));
        var rows = (await list.RunAsync(new(DeviceFilter.ByHealth(HealthState.Late), Limit: 2, Skip: 1), default)).Value;

        Assert.Equal(3, rows.Total);
        Assert.Equal(["dev-3", "dev-6"], rows.Items.Select(d => d.DeviceId));
    }

    [Fact]
    public async Task Nobody_sees_another_tenants_or_another_buildings_devices()
    {
        await using var estate = await Estate.StartAsync();
        var here = await estate.RegisterAsync("ours", tags: ["ours"]);
        await estate.RegisterAsync("theirs", by: estate.TheirAdmin, at: estate.Site("Harbour House/Floor 1", estate.Theirs), tags: ["theirs"]);

        Assert.Equal(["ours"], await ListAsync(estate, estate.Admin, new()));
        Assert.Equal(["theirs"], await ListAsync(estate, estate.TheirAdmin, new()));
        Assert.Empty(await ListAsync(estate, estate.MillManager, new()));
        foreach (var stranger in new[] { estate.TheirAdmin, estate.MillManager })
        {
            Assert.Equal("provisioning.no-device", (await estate.AskAsync<GetDevice, Result<GetDevice.Row>>(stranger, u => u.RunAsync(here, default))).Problem?.Code);
            Assert.Equal("provisioning.no-site", (await estate.AskAsync<CountDevicesAtSite, Result<CountDevicesAtSite.Counts>>(stranger, u => u.RunAsync(estate.Floor.Id, default))).Problem?.Code);
            Assert.Equal("provisioning.no-site", (await estate.AskAsync<ListDevices, Result<ListDevices.Rows>>(stranger, u => u.RunAsync(Of(("site", estate.Floor.Id)), default))).Problem?.Code);
        }

        var words = (await estate.AskAsync<ListDeviceWords, Result<ListDeviceWords.Words>>(estate.TheirAdmin, u => u.RunAsync(default))).Value;
        Assert.Equal(["theirs"], words.Tags);
        Assert.Equal(1, words.States[LifecycleState.Planned]);
        Assert.Empty((await estate.AskAsync<ListDeviceWords, Result<ListDeviceWords.Words>>(estate.MillManager, u => u.RunAsync(default))).Value.Models);
    }

    [Fact]
    public async Task A_site_counts_what_stands_there_and_below()
    {
        await using var estate = await Estate.StartAsync();
        await estate.RegisterAsync("a");
        await estate.RegisterAsync("b", at: estate.Site("Harbour House"));
        await estate.CredentialAsync(await estate.RegisterAsync("c"));

        var counts = (await estate.AskAsync<CountDevicesAtSite, Result<CountDevicesAtSite.Counts>>(estate.Admin, u => u.RunAsync(estate.Site("Harbour House").Id, default))).Value;

        Assert.Equal((3, 1), (counts.Total, counts.Here));
        Assert.Equal((2, 1), (counts.States[LifecycleState.Planned], counts.States[LifecycleState.Provisioned]));
        Assert.Equal(("Floor 1", 2), counts.Children.Select(c => (c.Name, c.Devices)).Single());
    }

    private sealed class Vitals : IDeviceVitals
    {
        public HashSet<Guid> Late { get; } = [];

        public DeviceVitals? For(Guid deviceId) => new(null, Late.Contains(deviceId) ? HealthState.Late : HealthState.Healthy, "", null, null);
    }
}
