using IoTConsole.Testing.Faults;
using IoTConsole.Web.Tests.Running;
using Microsoft.Playwright;

namespace IoTConsole.Web.Tests.Browser;

/// <summary>What outlives a lost line, a restart and a new version: the place, what was typed, the form that was half filled.</summary>
[Collection(BrowserTests.Name)]
public class LastingTests(Chromium chromium)
{
    private static readonly LocatorAssertionsToBeVisibleOptions _afterSilence = new() { Timeout = 60_000 };

    [Fact]
    public async Task A_line_that_is_down_longer_than_the_page_is_held_brings_the_page_back_where_it_was()
    {
        await using var console = await RunningConsole.StartAsync(new() { ["Circuit__RetentionSeconds"] = "1" });
        await using var line = new FaultProxy(console.HttpPort);
        await using var visitor = await Visitor.ArriveAsync(chromium, console, 1000, 420, through: new Uri($"http://127.0.0.1:{line.Port}"));
        await HalfFillAsync(visitor);
        await visitor.Page.EvaluateAsync("window.__untouched = true; window.__drawnBefore = document.querySelector('#invite-email')");

        line.Closed = true;
        line.Cut();
        var overlay = visitor.Page.Locator("#components-reconnect-modal");
        await Assertions.Expect(overlay).ToBeVisibleAsync(_afterSilence);
        Assert.Equal("underline", await visitor.Page.EvaluateAsync<string>(
            "(() => { const e = document.querySelector('main').appendChild(document.createElement('time')); e.className = 'age'; const s = getComputedStyle(e).textDecorationLine; e.remove(); return s; })()"));
        await visitor.Page.Locator("#invite-email").PressSequentiallyAsync("new@ours.example");

        // Typing may have moved the drawer to the field; where the person leaves it is where it has to be again.
        await visitor.Page.Locator(".side-drawer-body").EvaluateAsync("e => e.scrollTo(0, 40)");
        await visitor.KeepPictureAsync("connection-lost-half-filled");
        await visitor.Page.EvaluateAsync("window.__cutAt = performance.now()");
        await visitor.Page.WaitForFunctionAsync("performance.now() - window.__cutAt > 12000");
        line.Closed = false;

        await Assertions.Expect(overlay).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await visitor.SettledAsync();
        await IsAsItWasAsync(visitor);
        await Assertions.Expect(visitor.Page.Locator("#invite-email")).ToHaveValueAsync("new@ours.example");
        await Assertions.Expect(visitor.Page.Locator("#invite-email")).ToBeFocusedAsync();
        Assert.True(await visitor.Page.EvaluateAsync<bool>("window.__untouched === true"), "The page was never loaded anew.");
        Assert.False(await visitor.Page.EvaluateAsync<bool>("window.__drawnBefore.isConnected"), "The page had been let go of and was drawn again; this was no mere reconnection.");

        // What was put back is known to the server too, not only to the eye.
        if (await visitor.Page.GetByLabel("At and below", new() { Exact = true }).EvaluateAsync<string>("e => e.value") == "")
            await visitor.Page.GetByLabel("At and below", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-drawer]")).ToContainTextAsync("/invite/");
    }

    [Fact]
    public async Task A_console_that_was_started_again_brings_the_page_back_too()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var visitor = await Visitor.ArriveAsync(chromium, console, 1000, 420);
        await HalfFillAsync(visitor);

        await console.KillAsync();
        await Assertions.Expect(visitor.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync(_afterSilence);
        await console.StartAsync();

        await Assertions.Expect(visitor.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await visitor.SettledAsync();
        await IsAsItWasAsync(visitor);
    }

    [Fact]
    public async Task A_new_version_is_told_calmly_and_waits_until_the_person_reloads()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var visitor = await Visitor.ArriveAsync(chromium, console, 1000, 420);
        await HalfFillAsync(visitor);
        await visitor.Page.EvaluateAsync("window.__untouched = true");
        await visitor.Page.RouteAsync("**/build", route => route.FulfillAsync(new() { Body = "another" }));

        await console.KillAsync();
        await Assertions.Expect(visitor.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync(_afterSilence);
        await console.StartAsync();

        var banner = visitor.Page.Locator("#console-new-version");
        await Assertions.Expect(banner).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(banner).ToContainTextAsync("A new version of the console is ready");
        await visitor.KeepPictureAsync("new-version");
        Assert.True(await visitor.Page.EvaluateAsync<bool>("window.__untouched === true"), "It does not reload by itself.");
        await Assertions.Expect(visitor.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Half Written");

        await banner.GetByRole(AriaRole.Button, new() { Name = "Reload" }).ClickAsync();

        await visitor.Page.WaitForFunctionAsync("window.__untouched === undefined");
        await visitor.SettledAsync();
        await IsAsItWasAsync(visitor);
    }

    [Fact]
    public async Task A_tab_out_of_sight_rests_and_catches_up_when_it_is_looked_at()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var visitor = await Visitor.ArriveAsync(chromium, console);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/sites");
        await visitor.Page.EvaluateAsync("""
            document.querySelector('[data-tab-state]').dataset.restAfter = '0.1';
            Object.defineProperty(document, 'hidden', { get: () => window.__hidden, configurable: true });
            window.__hidden = true; document.dispatchEvent(new Event('visibilitychange'));
            """);
        await visitor.Page.WaitForFunctionAsync("document.querySelector('[data-tab-state]').value === 'away'");
        using var admin = await Session.SignInAsync(console);
        var sites = await admin.AllAsync("/api/v1/sites");
        await admin.PostAsync("/api/v1/sites", new { parentId = sites[0].GetProperty("id").GetString(), kind = "Region", name = "Newly North" });

        await visitor.Page.EvaluateAsync("window.__hidden = false; document.dispatchEvent(new Event('visibilitychange'))");

        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("Newly North");
    }

    private static async Task HalfFillAsync(Visitor visitor)
    {
        await visitor.SignInAsync();
        await visitor.OpenAsync("/people?q=adm");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Invite a person" }).ClickAsync();
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).PressSequentiallyAsync("Half Written");
        await visitor.Page.Locator(".side-drawer-body").EvaluateAsync("e => e.scrollTo(0, 40)");
    }

    private static async Task IsAsItWasAsync(Visitor visitor)
    {
        Assert.Contains("q=adm", visitor.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Invite a person" })).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Half Written");
        await visitor.Page.WaitForFunctionAsync("Math.abs(document.querySelector('.side-drawer-body').scrollTop - 40) < 3");
    }
}
