using System.Text.RegularExpressions;
using IoTConsole.Web.Tests.Running;
using Microsoft.Playwright;

namespace IoTConsole.Web.Tests.Browser;

/// <summary>What hands do in a real browser: walk lists by keys, find the filter.</summary>
[Collection(BrowserTests.Name)]
public partial class KeysTests(Chromium chromium, FurnishedFixture fixture) : IClassFixture<FurnishedFixture>
{
    [Fact]
    public async Task J_and_k_walk_the_list_and_enter_opens_the_row()
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/devices");
        var rows = visitor.Page.Locator("main tr[data-href]");
        await Assertions.Expect(rows.Nth(2)).ToBeVisibleAsync();

        await visitor.Page.Keyboard.PressAsync("j");
        await Assertions.Expect(rows.Nth(0)).ToHaveClassAsync(Walked());
        await visitor.Page.Keyboard.PressAsync("j");
        await visitor.Page.Keyboard.PressAsync("j");
        await visitor.Page.Keyboard.PressAsync("k");

        await Assertions.Expect(rows.Nth(1)).ToHaveClassAsync(Walked());
        await Assertions.Expect(visitor.Page.Locator("tr.walked")).ToHaveCountAsync(1);
        var href = await rows.Nth(1).GetAttributeAsync("data-href");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.WaitForURLAsync(url => url.Contains(href!, StringComparison.Ordinal));
        await visitor.SettledAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("/devices")]
    [InlineData("/sites")]
    [InlineData("/people")]
    [InlineData("/approvals")]
    [InlineData("/audit")]
    public async Task The_slash_goes_to_the_pages_filter_where_letters_are_letters_again(string address)
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync(address);

        await visitor.Page.Keyboard.PressAsync("/");
        await Assertions.Expect(visitor.Page.Locator("[data-page-filter]")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.TypeAsync("jk?/");

        await Assertions.Expect(visitor.Page.Locator("[data-page-filter]")).ToHaveValueAsync("jk?/");
        await Assertions.Expect(visitor.Page.Locator("tr.walked")).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Page.Locator("#console-keys")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_hand_that_is_in_the_filter_before_the_page_has_settled_stays_there()
    {
        await using var visitor = await SignedInAsync();
        await visitor.Page.AddInitScriptAsync("""
            new MutationObserver((_, watch) => {
              const filter = document.querySelector('[data-page-filter]');
              if (filter) { watch.disconnect(); filter.focus(); window.wasQuick = true; }
            }).observe(document, { childList: true, subtree: true });
            """);

        await visitor.OpenAsync("/audit");
        await visitor.Page.WaitForFunctionAsync("window.wasQuick && Blazor !== undefined");
        await Assertions.Expect(visitor.Page.Locator("main tbody tr").First).ToBeVisibleAsync();
        await visitor.Page.Keyboard.TypeAsync("jk?");

        await Assertions.Expect(visitor.Page.Locator("[data-page-filter]")).ToHaveValueAsync("jk?");
    }

    [Fact]
    public async Task On_a_page_without_a_filter_the_slash_finds_a_device_and_the_question_mark_lists_the_keys()
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/system");

        await visitor.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(visitor.Page.Locator("#console-keys")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator("#console-keys")).ToContainTextAsync("Next and previous row of a list");
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(visitor.Page.Locator("#console-keys")).ToBeHiddenAsync();

        await visitor.Page.Keyboard.PressAsync("/");
        await Assertions.Expect(visitor.Page.Locator("[data-palette-input]")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.TypeAsync("air-3");
        await Assertions.Expect(visitor.Page.Locator("#palette-list")).ToHaveAttributeAsync("data-for", "air-3");
        await visitor.Page.GetByRole(AriaRole.Option, new() { Name = "Devices with" }).ClickAsync();
        await visitor.Page.WaitForURLAsync(url => url.Contains("q=air-3", StringComparison.Ordinal));
        await Assertions.Expect(visitor.Page.Locator("main tr[data-href]")).ToHaveCountAsync(1);
    }

    private async Task<Visitor> SignedInAsync()
    {
        var visitor = await Visitor.ArriveAsync(chromium, fixture.Console);
        await visitor.SignInAsync(fixture.Ours.Email("admin"), TwoEstates.Password);
        return visitor;
    }

    [GeneratedRegex(@"\bwalked\b", RegexOptions.None, 1000)]
    private static partial Regex Walked();
}
