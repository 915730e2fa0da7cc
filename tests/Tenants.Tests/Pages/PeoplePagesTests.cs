using AngleSharp.Dom;
using Bunit;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.SignIn;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Tests.Pages;

public class PeoplePagesTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_list_shows_people_of_the_scope_with_role_and_place()
    {
        await using var estates = await Estates.StartAsync();
        await using var screen = await Screen.OfAsync(estates, "north");

        var page = screen.Open<PeoplePage>("people");

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count), _patience);
        Assert.Contains("Operator · Harbour House", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("theirs.example", page.Markup, StringComparison.Ordinal);
        Assert.NotNull(page.Find(".page-actions .button-primary"));
    }

    [Fact]
    public async Task A_filter_without_a_match_and_a_missing_right_have_their_own_faces()
    {
        await using var estates = await Estates.StartAsync();
        await using var screen = await Screen.OfAsync(estates, "admin");
        var empty = screen.Open<PeoplePage>("people?q=nobody");
        empty.WaitForAssertion(() => Assert.Contains("Nobody matches “nobody”.", empty.Markup, StringComparison.Ordinal), _patience);

        await using var other = await Screen.OfAsync(estates, "operator");
        var refused = other.Open<PeoplePage>("people");
        refused.WaitForAssertion(() => Assert.Equal("access.missing-permission", other.Troubles.All.Single().Problem.Code), _patience);
        Assert.Empty(refused.FindAll("tbody tr"));
    }

    [Fact]
    public async Task An_invitation_shows_its_link_this_one_time()
    {
        await using var estates = await Estates.StartAsync();
        await using var screen = await Screen.OfAsync(estates, "admin");
        var page = screen.Open<PeoplePage>("people");
        page.WaitForElement(".page-actions .button-primary", _patience).Click();
        page.WaitForElement("#invite-name", _patience).Change("New Comer");
        page.Find("#invite-email").Change("new@ours.example");
        page.WaitForAssertion(() => Assert.True(page.FindAll("form select option").Count > 8), _patience);
        page.FindAll("form select")[1].Change(estates.Site("South/Mill").Id.ToString());

        await page.Find("form.form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Matches("^http://localhost/invite/[A-Za-z0-9_-]{43}$", page.Find(".copy-once pre").TextContent), _patience);
        page.WaitForAssertion(() => Assert.Contains("Invited", page.Find("tbody").TextContent, StringComparison.Ordinal), _patience);
        page.Find(".side-drawer [aria-label=Close]").Click();
        Assert.Empty(page.FindAll(".copy-once"));
    }

    [Fact]
    public async Task Where_a_person_is_signed_in_stands_on_their_page_and_is_ended_there()
    {
        await using var estates = await Estates.StartAsync();
        var otto = estates.PersonOf("operator");
        await estates.Console.LookAsync(db =>
        {
            foreach (var (browser, seen) in new[] { ("Firefox", 2), ("Chrome", 1) })
            {
                var at = estates.Console.Clock.GetUtcNow().AddHours(-seen);
                db.Add(new OpenSession { Id = Guid.CreateVersion7(at), TenantId = estates.Ours.TenantId, PersonId = otto, Browser = browser, Platform = "Windows", Address = "192.0.2.7", SignedInAt = at.AddHours(-1), LastSeenAt = at });
            }

            return db.SaveChangesAsync();
        });
        await using var screen = await Screen.OfAsync(estates, "admin");
        var page = screen.Open<PersonPage>($"people/{otto}", otto);
        page.WaitForAssertion(() => Assert.Contains("Firefox on Windows", page.Markup, StringComparison.Ordinal), _patience);
        Assert.Contains("192.0.2.7", page.Markup, StringComparison.Ordinal);

        page.Find("[aria-label='Sign out Chrome on Windows at 192.0.2.7']").Click();
        page.WaitForAssertion(() => Assert.DoesNotContain("Chrome on Windows", page.Markup, StringComparison.Ordinal), _patience);
        page.Find("[aria-label='Sign out Firefox on Windows at 192.0.2.7']").Click();
        page.WaitForAssertion(() => Assert.Contains("Signed in nowhere.", page.Markup, StringComparison.Ordinal), _patience);
        Assert.Empty(await estates.Console.LookAsync(db => db.Set<OpenSession>().ToListAsync()));

        await using var other = await Screen.OfAsync(estates, "operator");
        var own = other.Open<PersonPage>($"people/{otto}", otto);
        own.WaitForAssertion(() => Assert.True(other.Troubles.Any || own.Markup.Contains("Otto", StringComparison.Ordinal)), _patience);
        Assert.DoesNotContain("Signed in nowhere.", own.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_is_revoked_from_the_persons_page()
    {
        await using var estates = await Estates.StartAsync();
        await using var screen = await Screen.OfAsync(estates, "admin");
        var otto = estates.PersonOf("operator");
        var page = screen.Open<PersonPage>($"people/{otto}", otto);
        page.WaitForElement("tbody button", _patience).Click();

        await page.WaitForElement("dialog form", _patience).SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("No role in your scope.", page.Markup, StringComparison.Ordinal), _patience);
        Assert.Empty((await estates.ActorOf("operator")).Grants);
    }

    [Fact]
    public async Task A_refusal_stays_in_the_dialog_and_a_foreign_person_is_not_found()
    {
        await using var estates = await Estates.StartAsync();
        await using var screen = await Screen.OfAsync(estates, "admin");
        var ada = estates.PersonOf("admin");
        var page = screen.Open<PersonPage>($"people/{ada}", ada);
        page.WaitForElement("tbody button", _patience).Click();
        await page.WaitForElement("dialog form", _patience).SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("last administrator", page.Find("dialog").TextContent, StringComparison.Ordinal), _patience);

        var foreign = estates.PersonOf("operator", estates.Theirs);
        var lost = screen.Open<PersonPage>($"people/{foreign}", foreign);
        lost.WaitForAssertion(() => Assert.Contains(screen.Troubles.All, t => t.Problem.Code == "tenants.no-person"), _patience);
    }

    [Fact]
    public async Task The_actions_of_a_person_are_hidden_from_who_may_only_look()
    {
        await using var estates = await Estates.StartAsync();
        await estates.AskAsync<GrantRole, Infrastructure.Results.Result<Guid>>(
            "admin", g => g.RunAsync(new(estates.PersonOf("operator"), Role.BuildingManager, estates.Site("North").Id), default));
        await using var screen = await Screen.OfAsync(estates, "operator");
        var nora = estates.PersonOf("north");

        var page = screen.Open<PersonPage>($"people/{nora}", nora);

        page.WaitForAssertion(() => Assert.Contains("Nora North", page.Markup, StringComparison.Ordinal), _patience);
        Assert.Empty(page.FindAll(".page-actions button"));
        Assert.Empty(page.FindAll("tbody button"));
    }
}
