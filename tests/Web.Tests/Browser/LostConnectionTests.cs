using IoTConsole.Web.Tests.Running;
using Microsoft.Playwright;

namespace IoTConsole.Web.Tests.Browser;

/// <summary>What a person sees when the console is gone for a while: calm words, the page as it was, and the way back without a click.</summary>
[Collection(BrowserTests.Name)]
public class LostConnectionTests(Chromium chromium)
{
    // Longer than the half minute after which the browser takes silence for a lost line.
    private static readonly LocatorAssertionsToBeVisibleOptions _afterSilence = new() { Timeout = 60_000 };

    [Fact]
    public async Task A_console_that_died_is_said_to_be_gone_and_the_page_returns_with_it()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var visitor = await OnTheSitesPageAsync(console);
        var overlay = visitor.Page.Locator("#components-reconnect-modal");
        await Assertions.Expect(overlay).ToBeHiddenAsync();

        await console.KillAsync();

        await Assertions.Expect(overlay).ToBeVisibleAsync(_afterSilence);
        await Assertions.Expect(overlay).ToContainTextAsync("What you see is from the moment before");
        await Assertions.Expect(visitor.Page.Locator("main h1").First).ToHaveTextAsync("Sites1");
        await visitor.KeepPictureAsync("connection-lost");

        await console.StartAsync();

        await Assertions.Expect(overlay).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await visitor.SettledAsync();
        await Assertions.Expect(visitor.Page.Locator(".connection .when-live")).ToBeVisibleAsync();
        Assert.EndsWith("/sites", new Uri(visitor.Page.Url).AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_console_that_stops_answering_is_noticed_and_goes_on_where_it_was()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var visitor = await OnTheSitesPageAsync(console);
        await visitor.Page.EvaluateAsync("window.__untouched = true");
        var overlay = visitor.Page.Locator("#components-reconnect-modal");

        await console.PauseAsync();
        await Assertions.Expect(overlay).ToBeVisibleAsync(_afterSilence);
        await console.ResumeAsync();

        await Assertions.Expect(overlay).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await visitor.SettledAsync();
    }

    [Fact]
    public async Task A_fault_of_the_page_itself_is_told_in_our_own_words_and_style()
    {
        await using var console = await RunningConsole.StartAsync();
        await using var visitor = await OnTheSitesPageAsync(console);
        var fault = visitor.Page.Locator("#blazor-error-ui");
        await Assertions.Expect(fault).ToBeHiddenAsync();

        // As the framework does it when a circuit ends with an exception.
        await visitor.Page.EvaluateAsync("document.getElementById('blazor-error-ui').style.display = 'block'");

        await Assertions.Expect(fault).ToBeVisibleAsync();
        await Assertions.Expect(fault).ToContainTextAsync("This page stopped working");
        Assert.Equal("flex fixed", await StyleAsync(fault, "s.display + ' ' + s.position"));
        Assert.NotEqual("rgba(0, 0, 0, 0)", await StyleAsync(fault, "s.backgroundColor"));
        await fault.GetByRole(AriaRole.Button, new() { Name = "Reload" }).ClickAsync();
        await visitor.SettledAsync();
        await Assertions.Expect(fault).ToBeHiddenAsync();
    }

    private async Task<Visitor> OnTheSitesPageAsync(RunningConsole console)
    {
        var visitor = await Visitor.ArriveAsync(chromium, console);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/sites");
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("My organisation");
        return visitor;
    }

    private static Task<string> StyleAsync(ILocator what, string expression) => what.EvaluateAsync<string>($"e => {{ const s = getComputedStyle(e); return {expression}; }}");
}
