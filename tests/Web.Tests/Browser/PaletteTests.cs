using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using IoTConsole.Web.Tests.Running;
using Microsoft.Playwright;

namespace IoTConsole.Web.Tests.Browser;

/// <summary>Ctrl K in a real browser: finds, walks by keys, remembers, does what is permitted.</summary>
[Collection(BrowserTests.Name)]
public class PaletteTests(Chromium chromium, FurnishedFixture fixture) : IClassFixture<FurnishedFixture>
{
    [Fact]
    public async Task A_device_is_reached_by_typing_faster_than_the_answers_come()
    {
        await using var visitor = await SignedInAsync("/system");

        await visitor.Page.Keyboard.PressAsync("Control+k");
        await visitor.Page.Keyboard.TypeAsync("SN-air-3");
        await visitor.Page.Keyboard.PressAsync("Enter");

        await visitor.Page.WaitForURLAsync(url => url.EndsWith($"/devices/{fixture.Devices["air-3"]}", StringComparison.Ordinal));
        await Assertions.Expect(visitor.Page.Locator("#console-palette")).ToBeHiddenAsync();

        // And stands under the recent ones from now on.
        await visitor.SettledAsync();
        await visitor.Page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Group, new() { Name = "Recent" }).GetByRole(AriaRole.Option)).ToContainTextAsync("air-3");
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900)]
    [InlineData(ColorScheme.Dark, 1440, 900)]
    [InlineData(ColorScheme.Light, 390, 844)]
    [InlineData(ColorScheme.Dark, 390, 844)]
    public async Task Is_readable_by_everyone_and_says_which_answer_is_chosen(ColorScheme theme, int width, int height)
    {
        await using var visitor = await SignedInAsync("/system", theme, width, height);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Find or do" }).ClickAsync();
        var input = visitor.Page.GetByRole(AriaRole.Combobox);
        await Assertions.Expect(input).ToBeFocusedAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await visitor.KeepPictureAsync($"palette-empty-{theme}-{width}".ToLowerInvariant());

        await visitor.Page.Keyboard.TypeAsync("ari");
        await Assertions.Expect(visitor.Page.Locator("#palette-list")).ToHaveAttributeAsync("data-for", "ari");
        await visitor.Page.Keyboard.PressAsync("Backspace");
        await visitor.Page.Keyboard.PressAsync("Backspace");
        await visitor.Page.Keyboard.TypeAsync("ir");
        await Assertions.Expect(visitor.Page.Locator("#palette-list")).ToHaveAttributeAsync("data-for", "air");
        await visitor.Page.Keyboard.PressAsync("ArrowDown");

        var chosen = visitor.Page.Locator("[role=option][aria-selected=true]");
        await Assertions.Expect(chosen).ToHaveCountAsync(1);
        Assert.Equal(await chosen.GetAttributeAsync("id"), await input.GetAttributeAsync("aria-activedescendant"));
        await visitor.KeepPictureAsync($"palette-{theme}-{width}".ToLowerInvariant());
        var seen = await visitor.Page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice") });
        Assert.Equal("", string.Join('\n', seen.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")));
        Assert.False(await visitor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth + 1"));
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(visitor.Page.Locator("#console-palette")).ToBeHiddenAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Actions_open_the_page_with_the_question_asked_and_switch_the_theme()
    {
        await using var visitor = await SignedInAsync("/system");
        await DoAsync(visitor, "invite");
        await visitor.Page.WaitForURLAsync(url => url.Contains("/people", StringComparison.Ordinal));
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Invite a person" })).ToBeVisibleAsync();
        await visitor.Page.Locator("[data-drawer] [data-cancel]").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-drawer]")).ToHaveCountAsync(0);
        Assert.DoesNotContain("do=", visitor.Page.Url, StringComparison.Ordinal);

        await DoAsync(visitor, "dark theme");
        await Assertions.Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        await DoAsync(visitor, "register dev");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Register device" })).ToBeVisibleAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");

        await DoAsync(visitor, "sign out");
        await visitor.Page.WaitForURLAsync(url => url.EndsWith("/signout", StringComparison.Ordinal));
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task The_neighbours_devices_are_not_found_and_g_leads_to_a_page()
    {
        await using var visitor = await SignedInAsync("/system");
        await visitor.Page.Keyboard.PressAsync("Control+k");
        await visitor.Page.Keyboard.TypeAsync("theirs-1");
        await Assertions.Expect(visitor.Page.Locator("#palette-list")).ToHaveAttributeAsync("data-for", "theirs-1");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Group, new() { Name = "Devices" })).ToHaveCountAsync(0);
        await visitor.Page.Keyboard.PressAsync("Escape");

        await visitor.Page.Keyboard.PressAsync("g");
        await visitor.Page.Keyboard.PressAsync("d");

        await visitor.Page.WaitForURLAsync(url => url.EndsWith("/devices", StringComparison.Ordinal));
        await visitor.SettledAsync();
        await visitor.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(visitor.Page.Locator("#console-keys")).ToContainTextAsync("Devices");
        await visitor.KeepPictureAsync("keys-help");
    }

    private static async Task DoAsync(Visitor visitor, string what)
    {
        await visitor.Page.Keyboard.PressAsync("Control+k");
        await visitor.Page.Keyboard.TypeAsync(what);
        await Assertions.Expect(visitor.Page.Locator("#palette-list")).ToHaveAttributeAsync("data-for", what);
        await visitor.Page.Keyboard.PressAsync("Enter");
    }

    private async Task<Visitor> SignedInAsync(string address, ColorScheme theme = ColorScheme.Light, int width = 1440, int height = 900)
    {
        var visitor = await Visitor.ArriveAsync(chromium, fixture.Console, width, height, theme);
        await visitor.SignInAsync(fixture.Ours.Email("admin"), TwoEstates.Password);
        await visitor.OpenAsync(address);
        return visitor;
    }
}
