using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using IoTConsole.Web.Tests.Running;
using Microsoft.Playwright;

namespace IoTConsole.Web.Tests.Browser;

/// <summary>The fleet grid under a hand: by keys alone, with details beside the list, a view of one's own.</summary>
[Collection(BrowserTests.Name)]
public class FleetGridTests(Chromium chromium, FurnishedFixture fixture) : IClassFixture<FurnishedFixture>
{
    [Fact]
    public async Task By_keys_alone_a_device_is_found_looked_at_beside_the_list_and_all_that_match_are_chosen()
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/devices");
        var (page, rows) = (visitor.Page, visitor.Page.Locator("tr[data-row]"));
        await Assertions.Expect(rows.Nth(2)).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("id:air");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.Contains("q=id", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("mill-1");
        var matching = await rows.CountAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator(".bulk-count")).ToContainTextAsync("1");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-drawer] .glance h3")).ToBeVisibleAsync();
        var first = await page.Locator("[data-drawer] .glance h3").TextContentAsync();
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.Locator("[data-drawer] .glance h3")).Not.ToHaveTextAsync(first!);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("[data-drawer]")).ToHaveCountAsync(0);

        await page.Locator("[data-all-matching]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("tr[aria-selected=true]")).ToHaveCountAsync(matching);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_view_is_saved_and_brings_back_filter_columns_and_density()
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/devices?q=id:air&columns=serial,health&density=compact");
        var page = visitor.Page;

        await page.Locator("[popovertarget=views-menu]").ClickAsync();
        await page.Locator(".views-actions button").Last.ClickAsync();
        await page.Locator("#view-name").FillAsync("Air only");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.Contains("view=", StringComparison.Ordinal));
        await visitor.OpenAsync("/devices");
        await page.Locator("[popovertarget=views-menu]").ClickAsync();
        await page.Locator("#views-menu a", new() { HasText = "Air only" }).ClickAsync();

        await Assertions.Expect(page.Locator(".density-compact thead")).ToContainTextAsync("Serial number");
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("mill-1");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Without_a_mouse_a_device_is_found_all_that_match_are_tagged_and_that_is_undone()
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/devices");
        var (page, keys) = (visitor.Page, visitor.Page.Keyboard);
        var rows = page.Locator("main tr[data-row]");
        var count = page.Locator(".bulk-count");
        await Assertions.Expect(rows).ToHaveCountAsync(7);

        // One device, by its name.
        await keys.PressAsync("/");
        await Assertions.Expect(page.Locator("[data-page-filter]")).ToBeFocusedAsync();
        await keys.TypeAsync("air-3");
        await keys.PressAsync("Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows.First).ToContainTextAsync("Air air-3");

        // All of a filter.
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("air -tag:mill");
        await keys.PressAsync("Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(6);
        await LeaveFieldAsync(page);
        await keys.PressAsync("j");
        await keys.PressAsync("x");
        await Assertions.Expect(count).ToHaveTextAsync("1 selected");
        await keys.PressAsync("Shift+A");
        await Assertions.Expect(count).ToHaveTextAsync("All 6 matching selected");

        // What to do with them.
        await keys.PressAsync("b");
        await Assertions.Expect(page.Locator("#bulk-menu button").First).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#bulk-tag")).ToBeFocusedAsync();
        await keys.TypeAsync("by keys");
        await Assertions.Expect(page.Locator("#bulk-tag")).ToHaveValueAsync("by keys");
        await Assertions.Expect(page.Locator(".run-preview-head")).ToContainTextAsync("6 change");
        await CleanAsync(visitor, "bulk-dialog");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#bulk-tag")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("6 changed");
        await Assertions.Expect(rows.First).ToContainTextAsync("by keys");

        // And back again, from the toast on.
        await TabToAsync(page, ".toast a");
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.Contains("/runs/", StringComparison.Ordinal));
        await visitor.SettledAsync();
        await TabToAsync(page, "[data-undo]");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("dialog .run-preview-head")).ToContainTextAsync("6 change");
        await CleanAsync(visitor, "undo-dialog");
        await TabToAsync(page, "dialog button[type=submit]");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Undo: Add tag by keys");
        await Assertions.Expect(page.Locator("main .run-now")).ToContainTextAsync("6 changed");
        await CleanAsync(visitor, "run");

        Assert.DoesNotContain("by keys", await fixture.Admin.Http.GetStringAsync("/api/v1/devices?limit=100"), StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    private async Task<Visitor> SignedInAsync()
    {
        var visitor = await Visitor.ArriveAsync(chromium, fixture.Console);
        await visitor.SignInAsync(fixture.Ours.Email("admin"), TwoEstates.Password);
        return visitor;
    }

    /// <summary>By the tabulator, as anybody without a mouse would; a page that cannot be walked through fails here.</summary>
    private static async Task TabToAsync(IPage page, string what)
    {
        await Assertions.Expect(page.Locator(what).First).ToBeVisibleAsync();
        for (var step = 0; step < 120; step++)
        {
            if (await page.EvaluateAsync<bool>("s => document.activeElement?.matches(s) === true", what)) return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"The tabulator does not come to {what}.");
    }

    // Out of the field, where letters are letters, to where they are keys.
    private static async Task LeaveFieldAsync(IPage page)
    {
        await page.Keyboard.PressAsync("Tab");
        Assert.False(await page.EvaluateAsync<bool>("document.activeElement.matches('input[type=search]')"));
    }

    private static async Task CleanAsync(Visitor visitor, string name)
    {
        await visitor.KeepPictureAsync($"keys-{name}");
        var seen = await visitor.Page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice") });
        Assert.NotEmpty(seen.Passes); // not blind
        Assert.Empty(seen.Violations.Select(v => $"{name}: {v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html[..Math.Min(160, n.Html.Length)]))}"));
    }
}
