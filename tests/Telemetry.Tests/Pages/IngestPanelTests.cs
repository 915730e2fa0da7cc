using IoTConsole.Infrastructure.Access;
using IoTConsole.Telemetry.Overview;
using IoTConsole.Telemetry.Tests.Ingest;

namespace IoTConsole.Telemetry.Tests.Pages;

public class IngestPanelTests
{
    [Fact]
    public async Task A_refused_message_can_be_looked_at()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await using var page = new OpenPage(fleet, Fleet.Us());
        var shown = page.Show<IngestPanel>();
        shown.WaitForAssertion(() => Assert.Contains("Nothing was refused.", shown.Markup, StringComparison.Ordinal));

        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", """{"values":{"temperature":"<script>"}""");
        fleet.Console.Clock.Advance(TimeSpan.FromSeconds(3));

        page.AfterNews("nothing", shown, () => Assert.Contains("malformed-json", shown.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("<script>", shown.Find("pre").InnerHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("Store size", shown.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_may_not_see_the_system_sees_nothing_of_it()
    {
        await using var fleet = await Fleet.StartAsync();
        await using var page = new OpenPage(fleet, Fleet.Us(Role.Executive));

        Assert.Empty(page.Show<IngestPanel>().FindAll(".tile"));
    }
}
