using AngleSharp.Dom;
using Bunit;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Audit;
using IoTConsole.Tenants.Keys;
using IoTConsole.Tenants.Organisations;
using IoTConsole.Tenants.Sites;
using IoTConsole.Testing;

namespace IoTConsole.Tenants.Tests.Pages;

public class OtherPagesTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_key_is_made_shown_once_and_revoked()
    {
        await using var estates = await Estates.StartAsync();
        await using var screen = await Screen.OfAsync(estates, "admin");
        var page = screen.Open<KeysPage>("keys");
        page.WaitForAssertion(() => Assert.Contains("No API key yet.", page.Markup, StringComparison.Ordinal), _patience);
        page.Find(".page-actions .button-primary").Click();
        page.WaitForElement("#key-name", _patience).Change("meter");
        page.WaitForAssertion(() => Assert.True(page.FindAll("form select option").Count > 8), _patience);
        page.FindAll("form select")[1].Change(estates.Site("North").Id.ToString());
        await page.Find("form.form").SubmitAsync();

        page.WaitForAssertion(() => Assert.StartsWith("iotc_", page.Find(".copy-once pre").TextContent, StringComparison.Ordinal), _patience);
        var key = page.Find(".copy-once pre").TextContent;
        page.Find(".side-drawer [aria-label=Close]").Click();
        Assert.DoesNotContain(key, page.Markup, StringComparison.Ordinal);
        page.WaitForElement("tbody button", _patience).Click();
        await page.WaitForElement("dialog form", _patience).SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Revoked", page.Find("tbody").TextContent, StringComparison.Ordinal), _patience);
        Assert.Null(await estates.Actors.ForKeyAsync(key, default));
    }

    [Fact]
    public async Task A_change_opens_with_before_and_after_and_the_export_keeps_the_filter()
    {
        await using var estates = await Estates.StartAsync();
        var mill = estates.Site("South/Mill");
        await estates.AskAsync<EditSite, Result<Done>>("admin", e => e.RunAsync(new(mill.Id, 0, "Old Mill", mill.TimeZone, null, null), default));
        var row = (await estates.AskAsync<ListAudit, Result<List<ListAudit.Row>>>("admin", l => l.RunAsync(new(Operation: "EditSite"), default))).Value.Single();
        await using var screen = await Screen.OfAsync(estates, "admin");

        var page = screen.Open<AuditPage>($"audit?operation=EditSite&row={row.Id}");

        page.WaitForAssertion(() => Assert.Equal(["Mill", "Old Mill"], Cells(page, "Name")), _patience);
        Assert.Single(page.FindAll(".table-frame tbody tr"));
        Assert.Equal("/api/v1/audit/export?operation=EditSite", page.Find("a[download]").GetAttribute("href"));
        var empty = screen.Open<AuditPage>("audit?operation=Nothing");
        empty.WaitForAssertion(() => Assert.Contains("No change matches.", empty.Markup, StringComparison.Ordinal), _patience);
        await using var other = await Screen.OfAsync(estates, "north");
        var refused = other.Open<AuditPage>("audit");
        refused.WaitForAssertion(() => Assert.Equal("access.missing-permission", other.Troubles.All.Single().Problem.Code), _patience);
    }

    [Fact]
    public async Task Organisations_show_counts_and_take_a_new_one()
    {
        await using var estates = await Estates.StartAsync();
        await using var screen = Screen.Of(estates, TestConsole.Person(estates.Ours.TenantId) with { RunsThePlatform = true });
        var page = screen.Open<OrganisationsPage>("organisations");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count), _patience);
        page.Find(".page-actions .button-primary").Click();
        page.WaitForElement("#org-name", _patience).Change("Third");
        page.Find("#org-person").Change("Thea");
        page.Find("#org-email").Change("thea@third.example");

        await page.Find("form.form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("/invite/", page.Find(".copy-once pre").TextContent, StringComparison.Ordinal), _patience);
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tbody tr").Count), _patience);
        await using var other = await Screen.OfAsync(estates, "admin");
        var refused = other.Open<OrganisationsPage>("organisations");
        refused.WaitForAssertion(() => Assert.Equal("tenants.not-the-platform", other.Troubles.All.Single().Problem.Code), _patience);
    }

    private static IEnumerable<string> Cells(IRenderedComponent<AuditPage> page, string property) =>
        page.FindAll(".audit-changes tbody tr").Single(r => r.QuerySelector("th")!.TextContent == property).QuerySelectorAll("td").Select(c => c.TextContent);
}
