using Bunit;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Runs;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Devices;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static IoTConsole.Provisioning.Tests.Bulk.Runner;

namespace IoTConsole.Provisioning.Tests.Bulk;

/// <summary>From a tick in the list to a run and back, on the pages.</summary>
public class BulkBarTests
{
    [Fact]
    public async Task All_that_match_are_tagged_from_the_bar_with_a_preview_before_and_a_door_to_the_run_after()
    {
        await using var estate = await Estate.StartAsync();
        await estate.PlanAsync(60);
        await estate.RegisterAsync("other-1");
        await using var scope = estate.Console.As(await estate.PersonAsync("admin"));
        await using var page = Open(estate, scope, "devices?q=d-");
        var devices = page.Render<DevicesPage>();
        devices.WaitForElement("tbody .grid-check input");
        Assert.Empty(devices.FindAll("[data-bulk-menu]"));

        devices.Find("thead .grid-check input").Change(true);
        devices.WaitForElement("[data-all-matching]").Click();
        Assert.Equal(["Add tag", "Remove tag", "Move to site", "Change state", "Assign template", "Revoke certificates"], devices.FindAll("#bulk-menu button").Select(b => b.TextContent.Trim()));
        devices.Find("#bulk-menu button").Click();
        devices.WaitForAssertion(() => Assert.Contains("Add tag: 60 chosen", devices.Markup, StringComparison.Ordinal));
        Assert.True(devices.Find("dialog button[type=submit]").HasAttribute("disabled"));

        devices.Find("#bulk-tag").Input("roof");
        estate.Console.Clock.Advance(TimeSpan.FromSeconds(1));
        devices.WaitForAssertion(() => Assert.Contains("60 change", devices.Find(".run-preview-head").TextContent, StringComparison.Ordinal));
        Assert.Contains("and 55 more", devices.Markup, StringComparison.Ordinal);
        devices.WaitForAssertion(() => Assert.Equal("Add tag (60)", devices.Find("dialog button[type=submit]").TextContent));
        devices.Find("dialog form").Submit();

        devices.WaitForAssertion(() => Assert.Empty(devices.FindAll("dialog")));
        devices.WaitForAssertion(() => Assert.Empty(devices.FindAll(".bulk-bar")));
        var run = await estate.Console.LookAsync(db => db.Set<BulkRun>().SingleAsync());
        Assert.Equal(("devices.add-tag", "q=d-", 60), (run.Verb, run.Filter, run.Total));
        var toast = Assert.Single(scope.ServiceProvider.GetRequiredService<Toasts>().Shown);
        Assert.Equal(("Started: Add tag roof", $"/runs/{run.Id}"), (toast.Words, toast.Href));
        await estate.WorkAsync();
        Assert.Equal(60, (await estate.DevicesAsync()).Count(d => d.Tags == ";roof;"));
    }

    [Fact]
    public async Task Who_may_do_nothing_to_many_is_offered_nothing()
    {
        await using var estate = await Estate.StartAsync();
        await estate.RegisterAsync("d-1");
        await using var scope = estate.Console.As(estate.As(Role.Analyst, ""));
        await using var page = Open(estate, scope, "devices");
        var devices = page.Render<DevicesPage>();
        devices.WaitForElement("tbody .grid-check input");

        devices.Find("thead .grid-check input").Change(true);

        devices.WaitForElement(".bulk-bar");
        Assert.Empty(devices.FindAll("[data-bulk-menu]"));
    }

    [Fact]
    public async Task A_refusal_is_shown_where_it_was_asked()
    {
        await using var estate = await Estate.StartAsync();
        await estate.RegisterAsync("d-1", tags: ["roof"]);
        await using var scope = estate.Console.As(estate.Admin);
        await using var page = Open(estate, scope, "devices");
        var devices = page.Render<DevicesPage>();
        devices.WaitForElement("tbody .grid-check input");
        devices.Find("thead .grid-check input").Change(true);
        devices.WaitForElement("#bulk-menu button").Click();

        devices.WaitForElement("#bulk-tag").Input(new string('x', 41));
        estate.Console.Clock.Advance(TimeSpan.FromSeconds(1));
        devices.WaitForAssertion(() => Assert.Contains("Use at most 20 tags", devices.Find("dialog [role=alert]").TextContent, StringComparison.Ordinal));
        devices.Find("#bulk-tag").Input("roof");
        estate.Console.Clock.Advance(TimeSpan.FromSeconds(1));

        devices.WaitForAssertion(() => Assert.Contains("Has the tag already.", devices.Find(".run-skipped").TextContent, StringComparison.Ordinal));
        Assert.True(devices.Find("dialog button[type=submit]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_run_is_watched_stopped_and_undone_on_its_page()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        await estate.RegisterAsync("d-0", tags: ["roof"]);
        await estate.PlanAsync(20);
        var id = (await estate.StartAsync(admin, "devices.add-tag", Tag("roof"), Matching("q=d-"))).Value;
        await using var scope = estate.Console.As(admin);
        await using var page = Open(estate, scope, $"runs/{id}");
        var run = page.Render<RunPage>(p => p.Add(r => r.Id, id));
        run.WaitForAssertion(() => Assert.Contains("Waits for its turn", run.Markup, StringComparison.Ordinal));
        Assert.Contains(run.FindAll("button"), b => b.TextContent == "Stop");

        estate.Console.Clock.Advance(LivePage.Rhythm);
        await estate.WorkAsync();

        run.WaitForAssertion(() => Assert.Contains("20 changed, 1 skipped", run.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Contains("Has the tag already.", run.Find(".run-skipped").TextContent, StringComparison.Ordinal);
        Assert.Equal($"/api/v1/runs/{id}/skipped", run.Find("a[download]").GetAttribute("href"));
        Assert.Contains(run.FindAll("a"), a => a.GetAttribute("href") == "/devices?q=d-");
        run.Find("[data-undo]").Click();
        run.WaitForAssertion(() => Assert.Contains("20 change", run.Find("dialog .run-preview-head").TextContent, StringComparison.Ordinal));
        run.Find("dialog form").Submit();
        var to = page.Services.GetRequiredService<NavigationManager>();
        run.WaitForAssertion(() => Assert.DoesNotContain($"{id}", to.Uri, StringComparison.Ordinal));
        await estate.WorkAsync();
        Assert.Equal(1, (await estate.DevicesAsync()).Count(d => d.Tags == ";roof;"));
        estate.Console.Clock.Advance(LivePage.Rhythm);
        run.WaitForAssertion(() => Assert.Contains("This was undone.", run.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task The_top_bar_shows_what_runs_and_tells_its_end_to_who_asked_for_it()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        await estate.PlanAsync(3, estate.Site("Mill"), "mill");
        await using var scope = estate.Console.As(admin);
        await using var page = Open(estate, scope, "devices");
        var bar = page.Render<RunningWork>();
        bar.WaitForAssertion(() => Assert.Contains("Nothing runs now.", bar.Markup, StringComparison.Ordinal));
        Assert.Empty(bar.FindAll(".work-button"));

        estate.Console.Clock.Advance(LivePage.Rhythm);
        var theirs = (await estate.StartAsync(await estate.PersonAsync("mill"), "devices.add-tag", Tag("theirs"), Matching(""))).Value;
        bar.WaitForAssertion(() => Assert.Equal("1 running", bar.Find(".work-button").GetAttribute("aria-label")), TimeSpan.FromSeconds(5));
        estate.Console.Clock.Advance(LivePage.Rhythm);
        var ours = (await estate.StartAsync(admin, "devices.add-tag", Tag("ours"), Matching(""))).Value;
        bar.WaitForAssertion(() => Assert.Equal("2 running", bar.Find(".work-button").GetAttribute("aria-label")), TimeSpan.FromSeconds(5));
        Assert.Equal([$"/runs/{ours}", $"/runs/{theirs}"], bar.FindAll(".work-line").Select(l => l.GetAttribute("href")));

        await estate.WorkAsync();
        estate.Console.Clock.Advance(LivePage.Rhythm);
        bar.WaitForAssertion(() => Assert.Empty(bar.FindAll(".work-button")), TimeSpan.FromSeconds(5));
        var toast = Assert.Single(scope.ServiceProvider.GetRequiredService<Toasts>().Shown);
        Assert.Equal(("Add tag ours: 3 changed", $"/runs/{ours}"), (toast.Words, toast.Href));
    }

    private static BunitContext Open(Estate estate, AsyncServiceScope scope, string address)
    {
        var page = new BunitContext();
        page.JSInterop.Mode = JSRuntimeMode.Loose;
        page.Services.AddFallbackServiceProvider(scope.ServiceProvider);
        page.Services.AddSingleton<TimeProvider>(estate.Console.Clock);
        // Of several of a kind the fallback is not asked.
        foreach (var kind in scope.ServiceProvider.GetServices<IRunningWork>()) page.Services.AddSingleton(kind);
        page.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return page;
    }
}
