using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Sites;
using IoTConsole.Telemetry.Tests.Ingest;
using IoTConsole.Telemetry.Tests.Pages;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.Sites;

public class ReadMatrixTests
{
    [Fact]
    public async Task A_building_is_shown_floor_by_floor_and_zone_by_zone()
    {
        await using var fleet = await Fleet.StartAsync();
        var (tenant, nodes) = await BuildAsync(fleet);
        var (a, b) = (fleet.Devices.Add("a", tenant, nodes["1A"].Path), fleet.Devices.Add("b", tenant, nodes["1A"].Path));
        fleet.Devices.Add("c", tenant, nodes["2B"].Path);
        await SendAsync(fleet, a, """{"values":{"temperature":20,"occupancy":3}}""");
        await SendAsync(fleet, b, """{"values":{"temperature":24,"occupancy":4}}""");
        var us = TestConsole.Person(tenant, (Role.Operator, nodes["House"].Path));

        var temperature = (await AskAsync(fleet, us, nodes["House"].Id, "temperature")).Value!;
        var people = (await AskAsync(fleet, us, nodes["House"].Id, "occupancy")).Value!;
        var health = (await AskAsync(fleet, us, nodes["House"].Id, ReadMatrix.Health)).Value!;

        Assert.Equal(("°C", 22, 2), (temperature.Unit, Cell(temperature, "Floor 1", "Zone A").Value, Cell(temperature, "Floor 1", "Zone A").Fresh));
        Assert.Null(Cell(temperature, "Floor 2", "Zone B").Value);
        Assert.Equal(7, Cell(people, "Floor 1", "Zone A").Value);
        Assert.Equal((HealthState.Healthy, HealthState.Unknown), (Cell(health, "Floor 1", "Zone A").Worst, Cell(health, "Floor 2", "Zone B").Worst));

        fleet.Console.Clock.Advance(TimeSpan.FromMinutes(10));
        var old = Cell((await AskAsync(fleet, us, nodes["House"].Id, "temperature")).Value!, "Floor 1", "Zone A");
        Assert.Equal((null, 22), (old.Value, old.Last?.Value));
    }

    [Fact]
    public async Task Another_tenants_building_is_not_found_and_a_portfolio_has_no_floors()
    {
        await using var fleet = await Fleet.StartAsync();
        var (tenant, nodes) = await BuildAsync(fleet);

        Assert.Equal(ProblemKind.NotFound, (await AskAsync(fleet, Fleet.Them(), nodes["House"].Id, "temperature")).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await AskAsync(fleet, TestConsole.Person(tenant, (Role.Operator, nodes["1A"].Path)), nodes["2B"].Id, "temperature")).Problem?.Kind);
        Assert.Null((await AskAsync(fleet, TestConsole.Person(tenant, (Role.Operator, nodes["Estate"].Path)), nodes["Estate"].Id, "temperature")).Value);
    }

    [Fact]
    public async Task The_panel_opens_the_devices_of_a_zone()
    {
        await using var fleet = await Fleet.StartAsync();
        var (tenant, nodes) = await BuildAsync(fleet);
        var device = fleet.Devices.Add("a", tenant, nodes["1A"].Path);
        await SendAsync(fleet, device, """{"values":{"temperature":20.5}}""");
        await using var page = new OpenPage(fleet, TestConsole.Person(tenant, (Role.Operator, nodes["Estate"].Path)));

        var shown = page.Show<SiteMatrixPanel>(nodes["House"].Id);

        shown.WaitForAssertion(() => Assert.EndsWith("20.5", shown.Find("td.heat-figure a").TextContent, StringComparison.Ordinal));
        Assert.Equal($"/devices?scope={nodes["1A"].Id}", shown.Find("td.heat-figure a").GetAttribute("href"));
        page.Navigation.NavigateTo("/?figure=health");
        shown.WaitForAssertion(() => Assert.Contains("1 of 1", shown.Find("td.heat-cell a").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.Show<SiteMatrixPanel>(nodes["Estate"].Id).FindAll("section"));
    }

    [Fact]
    public async Task Outside_the_normal_band_a_cell_says_so_by_mark_and_word_and_a_stale_one_is_marked()
    {
        await using var fleet = await Fleet.StartAsync();
        var (tenant, nodes) = await BuildAsync(fleet);
        await SendAsync(fleet, fleet.Devices.Add("stale", tenant, nodes["2A"].Path), """{"values":{"temperature":22}}""");
        fleet.Console.Clock.Advance(TimeSpan.FromMinutes(10));
        await SendAsync(fleet, fleet.Devices.Add("hot", tenant, nodes["1A"].Path), """{"values":{"temperature":31}}""");
        await SendAsync(fleet, fleet.Devices.Add("cold", tenant, nodes["1B"].Path), """{"values":{"temperature":12,"battery":9}}""");
        fleet.Devices.Add("silent", tenant, nodes["2B"].Path);
        await using var page = new OpenPage(fleet, TestConsole.Person(tenant, (Role.Operator, nodes["Estate"].Path)));

        var shown = page.Show<SiteMatrixPanel>(nodes["House"].Id);

        shown.WaitForAssertion(() => Assert.Contains("above normal, ▲31", shown.Find("td.heat-warm a").TextContent, StringComparison.Ordinal));
        Assert.Contains("below normal, ▼12", shown.Find("td.heat-cool a").TextContent, StringComparison.Ordinal);
        Assert.Contains("stale, ◷22", shown.Find("td.heat-stale a").TextContent, StringComparison.Ordinal);
        Assert.EndsWith("unknown", shown.Find("td.heat-unknown a").TextContent, StringComparison.Ordinal);
        Assert.Contains("20–26 °C normal", shown.Find(".heat-scale").TextContent, StringComparison.Ordinal);
        page.Navigation.NavigateTo("/?figure=battery");
        shown.WaitForAssertion(() => Assert.Contains("▼9", shown.Find("td.heat-cool a").TextContent, StringComparison.Ordinal));
    }

    internal static async Task<(Guid Tenant, Dictionary<string, SiteNode> Nodes)> BuildAsync(Fleet fleet)
    {
        SitePlan zone(string name) => new(SiteKind.Zone, name, null, null, null, []);
        await using var scope = fleet.Console.As(Actor.System());
        var made = (await scope.ServiceProvider.GetRequiredService<IOrganisations>().CreateAsync(
            new("Estate", new(SiteKind.Portfolio, "Estate", null, null, null, [new(SiteKind.Building, "House", "Europe/Berlin", null, null,
            [
                new(SiteKind.Floor, "Floor 1", null, null, null, [zone("Zone A"), zone("Zone B")]),
                new(SiteKind.Floor, "Floor 2", null, null, null, [zone("Zone A"), zone("Zone B")]),
            ])]), [new($"{Guid.CreateVersion7():N}@example.org", "A", Role.Administrator, null, "Correct-horse-battery-1", false)]), CancellationToken.None)).Value;
        var sites = fleet.Console.Services.GetRequiredService<ISiteDirectory>();
        return (made.TenantId, sites.Below(made.TenantId, made.Root.Path).ToDictionary(
            n => n.Kind == SiteKind.Zone ? $"{sites.Trail(made.TenantId, n.Path)[^2].Name[^1]}{n.Name[^1]}" : n.Name));
    }

    private static ReadMatrix.Cell Cell(ReadMatrix.Row row, string floor, string zone) => row.Cells.Single(c => c.Floor == floor && c.Zone == zone);

    internal static async Task SendAsync(Fleet fleet, DeviceEntry device, string json) =>
        await ConsumePublishesTests.PublishAsync(fleet, device, $"devices/{device.DeviceId}/telemetry", json);

    private static Task<Result<ReadMatrix.Row?>> AskAsync(Fleet fleet, Actor actor, Guid site, string metric) =>
        fleet.Console.AskAsync<ReadMatrix, Result<ReadMatrix.Row?>>(actor, u => u.RunAsync(site, metric, CancellationToken.None));
}
