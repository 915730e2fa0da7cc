using IoTConsole.Telemetry.Charts;
using IoTConsole.Telemetry.Tests.Ingest;
using IoTConsole.Telemetry.Tests.Pages;

namespace IoTConsole.Telemetry.Tests.Charts;

public class ExplorePageTests
{
    [Fact]
    public async Task Lines_ranges_and_comparison_stand_in_the_address_and_a_third_unit_has_a_chart_of_its_own()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{fleet.Now - 60_000}}},"values":{"temperature":21,"humidity":40,"co2":500}}""");
        await using var page = new OpenPage(fleet, Fleet.Us());
        page.Navigation.NavigateTo("/explore?lines=s-1~temperature,s-1~humidity,s-1~co2&range=6h&than=yesterday");

        var shown = page.Show<ExplorePage>();

        shown.WaitForAssertion(() => Assert.Equal(6, shown.FindAll(".chart-legend button").Count));
        Assert.Equal(3, shown.FindAll(".chart-legend .chart-dot-ghost").Count);
        Assert.Equal("6 h", shown.Find(".range-presets [aria-current=true]").TextContent);
        var two = Height(shown);
        page.Navigation.NavigateTo("/explore?lines=s-1~temperature,s-1~humidity&range=6h");
        shown.WaitForAssertion(() => Assert.Equal(2, shown.FindAll(".chart-legend button").Count));
        Assert.True(Height(shown) < two);

        Assert.EndsWith("lines=s-1~humidity", Uri.UnescapeDataString(shown.Find(".explore-chosen a").GetAttribute("href")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zooming_asks_for_the_new_range_and_back_for_the_old()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{fleet.Now - 60_000}}},"values":{"temperature":21}}""");
        await using var page = new OpenPage(fleet, Fleet.Us());
        page.Navigation.NavigateTo("/explore?lines=s-1~temperature&range=6h");
        var shown = page.Show<ExplorePage>();
        var chart = shown.FindComponent<IoTConsole.Infrastructure.Ui.TimeChart>();
        shown.WaitForAssertion(() => Assert.Contains("1 points", shown.Find(".chart-plot").GetAttribute("aria-label"), StringComparison.Ordinal));

        await shown.InvokeAsync(() => chart.Instance.AskedAsync(fleet.Now - 7_200_000, fleet.Now - 3_600_000));
        Assert.Contains("from=", page.Navigation.Uri, StringComparison.Ordinal);
        Assert.Contains("range=6h", page.Navigation.Uri, StringComparison.Ordinal);
        shown.WaitForAssertion(() => Assert.Contains("0 points", shown.Find(".chart-plot").GetAttribute("aria-label"), StringComparison.Ordinal));

        // What comes meanwhile does not move what somebody looks at.
        var (from, to) = (chart.Instance.From, chart.Instance.To);
        for (var i = 0; i < 3; i++) fleet.Console.Clock.Advance(TimeSpan.FromSeconds(16));
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", """{"values":{"temperature":22}}""");
        shown.WaitForAssertion(() => Assert.True(chart.Instance.AsOf > DateTimeOffset.FromUnixTimeMilliseconds(fleet.Now).AddSeconds(-20)));
        Assert.Equal((from, to), (chart.Instance.From, chart.Instance.To));

        fleet.Console.Clock.Advance(TimeSpan.FromSeconds(1));
        await shown.InvokeAsync(() => chart.Instance.AskedAsync(0, 0));
        Assert.DoesNotContain("from=", page.Navigation.Uri, StringComparison.Ordinal);
        shown.WaitForAssertion(() => Assert.Contains("2 points", shown.Find(".chart-plot").GetAttribute("aria-label"), StringComparison.Ordinal));
        Assert.True(chart.Instance.To > to);
    }

    [Fact]
    public async Task A_line_out_of_scope_tells_neither_name_nor_value()
    {
        await using var fleet = await Fleet.StartAsync();
        var (mine, foreign) = (fleet.Devices.Add("s-1"), fleet.Devices.Add("secret-9", tenant: Fleet.Theirs));
        await ConsumePublishesTests.PublishAsync(fleet, mine, "devices/s-1/telemetry", """{"values":{"temperature":21}}""");
        await ConsumePublishesTests.PublishAsync(fleet, foreign, "devices/secret-9/telemetry", """{"values":{"temperature":987}}""");
        await using var page = new OpenPage(fleet, Fleet.Us());
        page.Navigation.NavigateTo($"/explore?lines={foreign.Id}~temperature,s-1~temperature");

        var shown = page.Show<ExplorePage>();

        shown.WaitForAssertion(() => Assert.Contains("1 line is not in your scope", shown.Markup, StringComparison.Ordinal));
        Assert.Contains("not in your scope · Temperature", shown.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-9", shown.Markup.Replace(foreign.Id.ToString(), "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("987", shown.Markup, StringComparison.Ordinal);
    }

    private static int Height(IRenderedComponent<ExplorePage> shown) =>
        int.Parse(shown.Find(".chart-canvas").GetAttribute("style")!.Split(':')[1].Replace("px", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
}
