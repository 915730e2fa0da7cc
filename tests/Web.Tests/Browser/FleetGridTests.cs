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

    private async Task<Visitor> SignedInAsync()
    {
        var visitor = await Visitor.ArriveAsync(chromium, fixture.Console);
        await visitor.SignInAsync(fixture.Ours.Email("admin"), TwoEstates.Password);
        return visitor;
    }
}
