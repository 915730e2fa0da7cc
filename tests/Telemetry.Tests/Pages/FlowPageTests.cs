using IoTConsole.Infrastructure.Access;
using IoTConsole.Telemetry.Flow;
using IoTConsole.Telemetry.Tests.Ingest;

namespace IoTConsole.Telemetry.Tests.Pages;

public class FlowPageTests
{
    [Fact]
    public async Task A_device_that_never_reported_has_no_way_to_show_and_a_door_back()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await using var page = new OpenPage(fleet, Fleet.Us());

        var shown = page.Browser.Render<FlowPage>(p => p.Add(f => f.Id, device.Id));

        shown.WaitForAssertion(() => Assert.Contains("No reading yet.", shown.Markup, StringComparison.Ordinal));
        Assert.Equal($"/devices/{device.Id}", shown.Find("a.button-primary").GetAttribute("href"));
    }

    [Fact]
    public async Task The_hops_and_the_last_messages_are_there_and_follow_what_arrives()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", """{"seq":1,"values":{"temperature":21.5,"humidity":40}}""");
        await using var page = new OpenPage(fleet, Fleet.Us());
        page.Navigation.NavigateTo("/?metric=temperature");

        var shown = page.Browser.Render<FlowPage>(p => p.Add(f => f.Id, device.Id));

        shown.WaitForAssertion(() => Assert.Equal(8, shown.FindAll(".flow-step").Count));
        Assert.Contains("2 on", shown.Find("[data-step=commit] .flow-counts").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Humidity", "Temperature"], shown.FindAll("[aria-label=Metric] a").Select(a => a.TextContent));
        fleet.Console.Clock.Advance(TimeSpan.FromSeconds(1));
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", """{"seq":2,"values":{"temperature":21.6}}""");
        page.AfterNews($"device:{device.Id}", shown, () => Assert.Contains("no. 2", shown.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_tenants_device_is_not_there()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-9", tenant: Fleet.Theirs);
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-9/telemetry", """{"values":{"temperature":99.5}}""");
        await using var page = new OpenPage(fleet, Fleet.Us());

        var shown = page.Browser.Render<FlowPage>(p => p.Add(f => f.Id, device.Id));

        shown.WaitForAssertion(() => Assert.Contains("Data flow", shown.Markup, StringComparison.Ordinal));
        Assert.Empty(shown.FindAll(".flow-step"));
        Assert.DoesNotContain("99", shown.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_systems_way_is_shown_to_who_runs_the_platform_and_to_nobody_else()
    {
        await using var fleet = await Fleet.StartAsync();
        await using var page = new OpenPage(fleet, Actor.System());
        await using var other = new OpenPage(fleet, Fleet.Us(Role.Administrator));

        var shown = page.Show<FlowPanel>();

        shown.WaitForAssertion(() => Assert.Equal(7, shown.FindAll(".flow-step").Count));
        Assert.Empty(other.Show<FlowPanel>().FindAll(".flow-step"));
    }
}
