using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Sites;
using IoTConsole.Telemetry.Tests.Ingest;
using IoTConsole.Telemetry.Tests.Pages;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Testing;

namespace IoTConsole.Telemetry.Tests.Sites;

public class CompareBuildingsTests
{
    [Fact]
    public async Task A_building_is_told_by_its_devices_gateways_reports_and_temperatures()
    {
        await using var fleet = await Fleet.StartAsync();
        var (tenant, nodes) = await FurnishAsync(fleet);

        var house = Assert.Single((await AskAsync(fleet, TestConsole.Person(tenant, (Role.Operator, nodes["Estate"].Path)))).Value!.Buildings);

        Assert.Equal(("House", 4, 1), (house.Name, house.Tally.Devices, house.Tally.Gateways));
        Assert.Equal((4, 3), (house.Tally.Expected, house.Tally.Reporting));
        Assert.Equal((11, 0.5, 2), (house.Tally.Spread, house.Tally.OutsideShare, house.Tally.Temperatures));
    }

    [Fact]
    public async Task What_lies_outside_the_scope_is_not_counted_and_another_tenant_sees_none_of_it()
    {
        await using var fleet = await Fleet.StartAsync();
        var (tenant, nodes) = await FurnishAsync(fleet);
        var (others, theirs) = await FurnishAsync(fleet, "x");

        var floor = Assert.Single((await AskAsync(fleet, TestConsole.Person(tenant, (Role.Operator, nodes["Floor 1"].Path)))).Value!.Buildings);
        var foreign = (await AskAsync(fleet, TestConsole.Person(others, (Role.Operator, theirs["Estate"].Path)))).Value!;

        Assert.Equal(2, floor.Tally.Devices);
        Assert.Equal(theirs["House"].Id, Assert.Single(foreign.Buildings).Id);
        Assert.Equal(ProblemKind.NotFound, (await SiteAsync(fleet, TestConsole.Person(others, (Role.Administrator, theirs["Estate"].Path)), nodes["House"].Id)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await SiteAsync(fleet, TestConsole.Person(tenant, (Role.Operator, nodes["1A"].Path)), nodes["2B"].Id)).Problem?.Kind);
        Assert.Equal("access.missing-permission", (await AskAsync(fleet, TestConsole.Person(tenant))).Problem?.Code);
    }

    [Fact]
    public async Task A_site_lists_the_worst_of_its_devices_with_the_reason_and_what_its_gateways_carry()
    {
        await using var fleet = await Fleet.StartAsync();
        var (tenant, nodes) = await FurnishAsync(fleet);
        fleet.Console.Clock.Advance(TimeSpan.FromHours(5));
        await ReadMatrixTests.SendAsync(fleet, fleet.Devices.FindByDeviceId("warm")!, """{"values":{"temperature":24,"battery":5}}""");

        var site = (await SiteAsync(fleet, TestConsole.Person(tenant, (Role.Operator, nodes["Estate"].Path)), nodes["House"].Id)).Value!;

        Assert.Equal(HealthState.Offline, site.Attention[0].State);
        Assert.NotEmpty(site.Attention[0].Why);
        Assert.Equal(HealthState.LowBattery, site.Attention[^1].State);
        Assert.Equal(("gateway", 1, 1, 1.0), site.Gateways.Select(g => (g.Name, g.Children, g.Quiet, g.PerMinute)).Single());
    }

    [Fact]
    public async Task The_page_sorts_by_the_address_and_every_number_opens_what_it_counts()
    {
        await using var fleet = await Fleet.StartAsync();
        var (tenant, nodes) = await FurnishAsync(fleet);
        await using var page = new OpenPage(fleet, TestConsole.Person(tenant, (Role.Operator, nodes["Estate"].Path)));

        var shown = page.Show<BuildingsPage>();

        shown.WaitForAssertion(() => Assert.Single(shown.FindAll("tbody tr")));
        Assert.NotEmpty(shown.FindAll($"tbody a[href='/devices?scope={nodes["House"].Id}&health=Offline']"));
        Assert.All(shown.FindAll("tbody td"), cell => Assert.NotNull(cell.QuerySelector("a")));
        page.Navigation.NavigateTo("/?sort=-offline");
        shown.WaitForAssertion(() => Assert.Equal("descending", shown.Find("th:nth-child(5)").GetAttribute("aria-sort")));
    }

    [Fact]
    public async Task The_panel_of_a_site_without_devices_stays_away()
    {
        await using var fleet = await Fleet.StartAsync();
        var (tenant, nodes) = await ReadMatrixTests.BuildAsync(fleet);
        await using var page = new OpenPage(fleet, TestConsole.Person(tenant, (Role.Operator, nodes["Estate"].Path)));

        Assert.Empty(page.Show<SiteFiguresPanel>(nodes["House"].Id).FindAll("section"));
        fleet.Devices.Add("a", tenant, nodes["1A"].Path);
        fleet.Console.Clock.Advance(TimeSpan.FromSeconds(2));
        var shown = page.Show<SiteFiguresPanel>(nodes["House"].Id);
        shown.WaitForAssertion(() => Assert.Contains("Needs attention", shown.Markup, StringComparison.Ordinal));
    }

    private static async Task<(Guid Tenant, Dictionary<string, SiteNode> Nodes)> FurnishAsync(Fleet fleet, string prefix = "")
    {
        var (tenant, nodes) = await ReadMatrixTests.BuildAsync(fleet);
        var gateway = fleet.Devices.Add(prefix + "gateway", tenant, nodes["1A"].Path, isGateway: true);
        fleet.Devices.Add(prefix + "child", tenant, nodes["2B"].Path, gateway);
        await ConsumePublishesTests.PublishAsync(fleet, gateway, $"gateways/{gateway.DeviceId}/telemetry", $$$"""[{"device":"{{{prefix}}}child","values":{"humidity":40}}]""");
        await ReadMatrixTests.SendAsync(fleet, fleet.Devices.Add(prefix + "warm", tenant, nodes["1A"].Path), """{"values":{"temperature":24}}""");
        await ReadMatrixTests.SendAsync(fleet, fleet.Devices.Add(prefix + "cold", tenant, nodes["2B"].Path), """{"values":{"temperature":13}}""");
        return (tenant, nodes);
    }

    private static Task<Result<CompareBuildings.Row>> AskAsync(Fleet fleet, Actor actor) =>
        fleet.Console.AskAsync<CompareBuildings, Result<CompareBuildings.Row>>(actor, u => u.RunAsync(null, CancellationToken.None));

    private static Task<Result<ReadSite.Row>> SiteAsync(Fleet fleet, Actor actor, Guid site) =>
        fleet.Console.AskAsync<ReadSite, Result<ReadSite.Row>>(actor, u => u.RunAsync(site, CancellationToken.None));
}
