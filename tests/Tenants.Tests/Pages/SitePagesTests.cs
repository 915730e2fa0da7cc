using AngleSharp.Dom;
using Bunit;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Sites;
using IoTConsole.Testing;

namespace IoTConsole.Tenants.Tests.Pages;

public class SitePagesTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_tree_shows_what_the_grants_allow_and_follows_a_rename()
    {
        await using var estates = await Estates.StartAsync();
        await using var screen = await Screen.OfAsync(estates, "north");
        var page = screen.Open<SitesPage>("sites");
        page.WaitForAssertion(() => Assert.Contains("Harbour House", page.Markup, StringComparison.Ordinal), _patience);
        Assert.DoesNotContain("South", page.Markup, StringComparison.Ordinal);

        var house = estates.Site("North/Harbour House");
        await estates.AskAsync<EditSite, Result<Done>>("admin", e => e.RunAsync(new(house.Id, 0, "Harbour Hall", "Europe/Madrid", null, null), default));
        estates.Console.Clock.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Contains("Harbour Hall", page.Markup, StringComparison.Ordinal), _patience);
    }

    [Fact]
    public async Task A_filter_without_a_match_says_so()
    {
        await using var estates = await Estates.StartAsync();
        await using var screen = await Screen.OfAsync(estates, "admin");

        var page = screen.Open<SitesPage>("sites?q=lighthouse");

        page.WaitForAssertion(() => Assert.Contains("No site is called “lighthouse”.", page.Markup, StringComparison.Ordinal), _patience);
    }

    [Fact]
    public async Task Somebody_without_a_role_is_refused_in_words()
    {
        await using var estates = await Estates.StartAsync();
        await using var screen = Screen.Of(estates, TestConsole.Person(estates.Ours.TenantId));

        var page = screen.Open<SitesPage>("sites");

        page.WaitForAssertion(() => Assert.Equal("access.missing-permission", screen.Troubles.All.Single().Problem.Code), _patience);
        Assert.DoesNotContain("Meridian", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_page_shows_place_and_children_and_a_foreign_one_is_not_found()
    {
        await using var estates = await Estates.StartAsync();
        await using var screen = await Screen.OfAsync(estates, "operator");
        var house = estates.Site("North/Harbour House");

        var page = screen.Open<SitePage>($"sites/{house.Id}", house.Id);

        page.WaitForAssertion(() => Assert.Contains("Europe/Madrid", page.Markup, StringComparison.Ordinal), _patience);
        Assert.Equal(["Floor 2", "Floor 10"], page.FindAll("tbody a").Select(a => a.TextContent));
        Assert.Contains("43.4°, -3.8°", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("button.button-danger"));
        var foreign = estates.Site("North/Harbour House", estates.Theirs);
        var lost = screen.Open<SitePage>($"sites/{foreign.Id}", foreign.Id);
        lost.WaitForAssertion(() => Assert.Contains(screen.Troubles.All, t => t.Problem.Code == "tenants.no-site"), _patience);
        Assert.DoesNotContain("Harbour House", lost.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_floor_is_added_below_a_building_from_its_page()
    {
        await using var estates = await Estates.StartAsync();
        await using var screen = await Screen.OfAsync(estates, "admin");
        var house = estates.Site("North/Harbour House");
        var page = screen.Open<SitePage>($"sites/{house.Id}", house.Id);
        page.WaitForElement("button.button-primary", _patience).Click();
        page.WaitForElement("#site-name", _patience).Change("Roof");

        await page.Find("form.form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains(page.FindAll("tbody a"), a => a.TextContent == "Roof"), _patience);
        Assert.Equal("Roof", estates.Site("North/Harbour House/Roof").Name);
    }

    [Fact]
    public async Task A_refused_removal_keeps_the_question_open_with_the_reason()
    {
        await using var estates = await Estates.StartAsync();
        await using var screen = await Screen.OfAsync(estates, "admin");
        var house = estates.Site("North/Harbour House");
        var page = screen.Open<SitePage>($"sites/{house.Id}", house.Id);
        page.WaitForElement("button.button-danger", _patience).Click();

        await page.WaitForElement("dialog form", _patience).SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("is not empty: 2 sites there", page.Find("dialog").TextContent, StringComparison.Ordinal), _patience);
    }
}
