using IoTConsole.Web.Tests.Running;
using Microsoft.Playwright;

namespace IoTConsole.Web.Tests.Browser;

[Collection(BrowserTests.Name)]
public class LivePagesTests(Chromium chromium, FurnishedFixture fixture) : IClassFixture<FurnishedFixture>
{
    [Fact]
    public async Task A_value_on_a_device_page_changes_without_anybody_touching_it()
    {
        await using var visitor = await SignedInAsync("operator");
        await visitor.OpenAsync($"/devices/{fixture.Devices["air-1"]}");
        await visitor.Page.EvaluateAsync("window.__untouched = true");

        await fixture.SayAsync("air-1", 37.2);

        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("37.2", new() { Timeout = 5_000 });
        await fixture.SayAsync("air-1", 38.7);
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("38.7", new() { Timeout = 5_000 });
        Assert.True(await visitor.Page.EvaluateAsync<bool>("window.__untouched === true"));
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task The_scope_bar_narrows_every_list_and_stays_in_the_address()
    {
        await using var visitor = await SignedInAsync("admin");
        await visitor.OpenAsync("/devices");
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("mill-1");
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("air-1");

        await visitor.Page.Locator(".scope-button").ClickAsync();
        await visitor.Page.Locator("#scope-panel a:has-text(\"Mill\")").ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("main")).Not.ToContainTextAsync("air-1");
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("mill-1");
        Assert.Contains($"scope={fixture.Ours.Sites["Mill"]}", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.Page.Locator("nav.rail").GetByRole(AriaRole.Link, new() { Name = "Sites" }).ClickAsync();
        await visitor.SettledAsync();
        Assert.Contains("scope=", visitor.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(visitor.Page.Locator("main")).Not.ToContainTextAsync("Harbour House");
    }

    [Fact]
    public async Task A_building_manager_sees_one_building_whatever_the_address_says()
    {
        await using var visitor = await SignedInAsync("mill");
        await visitor.OpenAsync("/devices");
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("mill-1");
        await Assertions.Expect(visitor.Page.Locator("main")).Not.ToContainTextAsync("air-1");

        await visitor.Page.GotoAsync($"/devices?scope={fixture.Ours.Sites["Harbour House"]}");
        await visitor.SettledAsync();
        await Assertions.Expect(visitor.Page.Locator("main")).Not.ToContainTextAsync("air-1");

        await visitor.Page.GotoAsync($"/devices/{fixture.Devices["air-1"]}");
        await Assertions.Expect(visitor.Page.Locator("main")).Not.ToContainTextAsync("Air air-1");
    }

    [Fact]
    public async Task A_revoked_grant_closes_what_is_open_within_five_seconds()
    {
        await using var visitor = await SignedInAsync("harbour");
        await visitor.OpenAsync($"/devices/{fixture.Devices["air-2"]}");
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("air-2");
        var person = await fixture.Admin.GetAsync($"/api/v1/people/{fixture.Ours.Person("harbour")}");
        var grant = person.GetProperty("grants")[0].GetProperty("id").GetString();

        await fixture.Admin.SendAsync(HttpMethod.Delete, $"/api/v1/people/grants/{grant}");

        await Assertions.Expect(visitor.Page.GetByText("air-2")).ToHaveCountAsync(0, new() { Timeout = 5_000 });
        await visitor.Page.WaitForURLAsync("**/not-permitted*");
        await fixture.SayAsync("air-2", 41.5);
        await visitor.Page.GotoAsync($"/devices/{fixture.Devices["air-2"]}");
        await Assertions.Expect(visitor.Page.GetByText("41.5")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_another_organisation_does_moves_nothing_here()
    {
        await using var visitor = await SignedInAsync("admin");
        await visitor.OpenAsync("/devices");

        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("air-1");
        await Assertions.Expect(visitor.Page.Locator("main")).Not.ToContainTextAsync("theirs-1");
    }

    private async Task<Visitor> SignedInAsync(string who)
    {
        var visitor = await Visitor.ArriveAsync(chromium, fixture.Console);
        await visitor.SignInAsync(fixture.Ours.Email(who), TwoEstates.Password);
        return visitor;
    }
}
