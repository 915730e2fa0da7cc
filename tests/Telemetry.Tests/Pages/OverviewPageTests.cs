using IoTConsole.Infrastructure.Access;
using IoTConsole.Telemetry.Overview;
using IoTConsole.Telemetry.Tests.Ingest;
using IoTConsole.Testing;

namespace IoTConsole.Telemetry.Tests.Pages;

public class OverviewPageTests
{
    [Fact]
    public async Task An_empty_scope_says_what_to_do_next()
    {
        await using var fleet = await Fleet.StartAsync();
        await using var page = new OpenPage(fleet, Fleet.Us());

        var shown = page.Show<OverviewPage>();

        shown.WaitForAssertion(() => Assert.Contains("No device here yet.", shown.Markup, StringComparison.Ordinal));
        Assert.Equal("/devices", shown.Find("a.button-primary").GetAttribute("href"));
    }

    [Fact]
    public async Task Every_count_is_a_door_and_changes_when_a_device_reports()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        fleet.Devices.Add("s-9", tenant: Fleet.Theirs);
        await using var page = new OpenPage(fleet, Fleet.Us());
        var shown = page.Show<OverviewPage>();
        shown.WaitForAssertion(() => Assert.Equal("1", shown.Find("a.tile[href='/devices'] .tile-number").TextContent));
        Assert.Equal("1", Tile("Unknown"));

        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", """{"values":{"temperature":21}}""");

        page.AfterNews($"ingest:{Fleet.Ours}", shown, () => Assert.Equal("1", Tile("Healthy")));
        Assert.DoesNotContain("s-9", shown.Markup, StringComparison.Ordinal);

        string Tile(string state) => shown.Find($"a.tile[href='/devices?health={state}'] .tile-number").TextContent;
    }

    [Fact]
    public async Task Somebody_without_a_role_is_refused_without_a_number()
    {
        await using var fleet = await Fleet.StartAsync();
        fleet.Devices.Add("s-1");
        await using var page = new OpenPage(fleet, TestConsole.Person(Fleet.Ours));

        var shown = page.Show<OverviewPage>();

        Assert.Empty(shown.FindAll(".tile"));
    }
}
