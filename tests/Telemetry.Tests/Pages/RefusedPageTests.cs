using IoTConsole.Infrastructure.Access;
using IoTConsole.Telemetry.Refused;
using IoTConsole.Telemetry.Tests.Ingest;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.Pages;

public class RefusedPageTests
{
    [Fact]
    public async Task Nothing_refused_is_said_and_what_comes_shows_up_as_a_door_to_its_bytes()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await using var page = new OpenPage(fleet, Fleet.Us());
        var shown = page.Show<RefusedPage>();
        shown.WaitForAssertion(() => Assert.Contains("Nothing was refused.", shown.Markup, StringComparison.Ordinal));

        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", """{"values":{"temperature":"<script>"}""");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{fleet.Now + 7_200_000}}},"values":{"temperature":1}}""");
        fleet.Console.Clock.Advance(TimeSpan.FromSeconds(6));
        page.AfterNews("nothing", shown, () => Assert.Contains("malformed-json", shown.Markup, StringComparison.Ordinal));

        Assert.Contains("ahead", shown.Find("section[aria-label=Clocks]").TextContent, StringComparison.Ordinal);
        Assert.All(shown.FindAll("td a"), a => Assert.StartsWith("/system/refused/", a.GetAttribute("href"), StringComparison.Ordinal));
        page.Navigation.NavigateTo("/system/refused?reason=too-old");
        page.AfterNews("nothing", shown, () => Assert.Contains("Nothing refused matches.", shown.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_is_shown_as_text_and_bytes_with_the_fault_marked_and_never_as_markup()
    {
        await using var fleet = await Fleet.StartAsync();
        await ConsumePublishesTests.PublishAsync(fleet, fleet.Devices.Add("s-1"), "devices/s-1/telemetry", """{"values":{"<script>":1}}""");
        var id = fleet.Console.Services.GetRequiredService<RefusedSamples>().Of(Fleet.Ours).Single().Id;
        await using var page = new OpenPage(fleet, Fleet.Us());

        var shown = page.Browser.Render<RefusedSamplePage>(p => p.Add(s => s.Id, id));

        shown.WaitForAssertion(() => Assert.Equal("\"<script>\"", shown.Find("section[aria-label='As text'] mark").TextContent));
        Assert.Empty(shown.FindAll("script"));
        Assert.Equal(10, shown.FindAll("section[aria-label='As bytes'] mark").Count);
        Assert.Contains("What to do:", shown.Markup, StringComparison.Ordinal);
        Assert.StartsWith("0000  7b 22 76 61", shown.Find("section[aria-label='As bytes'] pre").TextContent, StringComparison.Ordinal);
        Assert.All(shown.FindAll("pre"), p => Assert.Equal("0", p.GetAttribute("tabindex")));
    }

    [Fact]
    public async Task Who_may_not_see_the_system_sees_neither()
    {
        await using var fleet = await Fleet.StartAsync();
        await ConsumePublishesTests.PublishAsync(fleet, fleet.Devices.Add("s-1"), "devices/s-1/telemetry", "{oops");
        await using var page = new OpenPage(fleet, Fleet.Us(Role.Executive));

        Assert.DoesNotContain("s-1", page.Show<RefusedPage>().Markup, StringComparison.Ordinal);
    }
}
