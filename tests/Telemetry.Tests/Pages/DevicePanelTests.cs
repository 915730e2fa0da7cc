using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Tests.Ingest;

namespace IoTConsole.Telemetry.Tests.Pages;

public class DevicePanelTests
{
    [Fact]
    public async Task A_live_value_changes_when_the_device_reports()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await using var page = new OpenPage(fleet, Fleet.Us());
        var shown = page.Show<DeviceValuesPanel>(device.Id);
        shown.WaitForAssertion(() => Assert.Contains("No reading yet.", shown.Markup, StringComparison.Ordinal));

        await ReportAsync(fleet, device, 21.5);
        page.AfterNews($"device:{device.Id}", shown, () => Assert.Equal("21.5°C", shown.Find("tr[data-metric=temperature] .aged-value").TextContent));

        await ReportAsync(fleet, device, 22.5);
        page.AfterNews($"device:{device.Id}", shown, () => Assert.Equal("22.5°C", shown.Find("tr[data-metric=temperature] .aged-value").TextContent));
        Assert.Null(shown.Find("tr[data-metric=temperature] > td > time").GetAttribute("data-stale"));

        fleet.Console.Clock.Advance(TimeSpan.FromMinutes(4));
        page.AfterNews($"device:{device.Id}", shown, () => Assert.Equal("true", shown.Find("tr[data-metric=temperature] > td > time").GetAttribute("data-stale")));
    }

    [Fact]
    public async Task Another_tenants_device_shows_no_value()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-9", tenant: Fleet.Theirs);
        await ReportAsync(fleet, device, 99.5);
        await using var page = new OpenPage(fleet, Fleet.Us());

        Assert.DoesNotContain("99", page.Show<DeviceValuesPanel>(device.Id).Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("99", page.Show<DeviceHistoryPanel>(device.Id).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_draws_the_metric_and_range_of_the_address()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        for (var i = 0; i < 5; i++)
        {
            await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{fleet.Now - (i * 60_000) - 1}}},"values":{"temperature":{{{20 + i}}},"humidity":40}}""");
        }

        await using var page = new OpenPage(fleet, Fleet.Us());
        page.Navigation.NavigateTo("/?range=1%20h&metric=humidity");
        var shown = page.Show<DeviceHistoryPanel>(device.Id);

        shown.WaitForAssertion(() => Assert.StartsWith("Humidity over 1 h. Humidity: 5 points", shown.Find(".chart-plot").GetAttribute("aria-label"), StringComparison.Ordinal));
        Assert.Equal(["Humidity", "1 h"], shown.FindAll("a[aria-current=true]").Select(a => a.TextContent));

        page.Navigation.NavigateTo("/?metric=temperature");
        shown.WaitForAssertion(() => Assert.StartsWith("Temperature over 24 h", shown.Find(".chart-plot").GetAttribute("aria-label"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_device_that_never_reported_has_no_chart()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await using var page = new OpenPage(fleet, Fleet.Us());

        var shown = page.Show<DeviceHistoryPanel>(device.Id);

        shown.WaitForAssertion(() => Assert.Contains("History begins with the first one.", shown.Markup, StringComparison.Ordinal));
    }

    private static async Task ReportAsync(Fleet fleet, IoTConsole.Provisioning.Contracts.DeviceEntry device, double value)
    {
        fleet.Console.Clock.Advance(TimeSpan.FromSeconds(1));
        await ConsumePublishesTests.PublishAsync(fleet, device, $"devices/{device.DeviceId}/telemetry", $$$"""{"values":{"temperature":{{{value}}}}}""");
    }
}
