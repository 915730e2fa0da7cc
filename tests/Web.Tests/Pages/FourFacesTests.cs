using Bunit;
using IoTConsole.Infrastructure;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Infrastructure.Runs;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Funnel;
using IoTConsole.Provisioning.Groups;
using IoTConsole.Provisioning.Manifests;
using IoTConsole.Telemetry.Executive;
using IoTConsole.Telemetry.Charts;
using IoTConsole.Telemetry.Exports;
using IoTConsole.Telemetry.Flow;
using IoTConsole.Telemetry.Overview;
using IoTConsole.Telemetry.Refused;
using IoTConsole.Telemetry.Sites;
using IoTConsole.Tenants.Audit;
using IoTConsole.Tenants.Keys;
using IoTConsole.Tenants.Organisations;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.Sites;
using IoTConsole.Testing;
using IoTConsole.Web.Data;
using IoTConsole.Web.Tests.Roles;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Web.Tests.Pages;

/// <summary>Every page that reads something has four faces: not yet, nothing, something, refused. A new page without a case fails.</summary>
public class FourFacesTests
{
    // What a page may ask while it is drawn once; who is calling and for what scope is asked before.
    private const int Handful = 6;

    /// <param name="Empty">What the page says when there is nothing; null where there is always something.</param>
    /// <param name="Full">Part of what it says when there is something.</param>
    /// <param name="Id">Makes what a page of one thing is about: without and with something on it.</param>
    private sealed record Faces(string At, string? Empty, string Full, string? EmptyAt = null, Func<Ground, bool, Task<Guid>>? Id = null)
    {
        /// <summary>Nothing is read from the database: there is no time in which it could be loading.</summary>
        public bool FromMemory { get; init; }

        public string Refusal { get; init; } = "access.missing-permission";
    }

    private static readonly Dictionary<Type, Faces> _faces = new()
    {
        [typeof(OverviewPage)] = new("", "No device here yet.", "dev-") { FromMemory = true },
        [typeof(ExecutivePage)] = new("executive", null, "Sites at risk") { FromMemory = true },
        [typeof(BuildingsPage)] = new("buildings", null, "Harbour House") { FromMemory = true },
        [typeof(ApprovalsPage)] = new("approvals", "Nothing waits for approval.", "child-"),
        [typeof(AuthoritiesPage)] = new("authorities", "No maker is trusted yet.", "Templates of Maker-"),
        [typeof(GroupsPage)] = new("enrolment", "No group yet.", "Group-"),
        [typeof(FunnelPage)] = new("funnel", "No device was planned or registered in these days.", "Attested"),
        [typeof(ManifestsPage)] = new("manifests", "No manifest yet.", "manifest-"),
        [typeof(DevicesPage)] = new("devices", "No device here yet.", ">dev-") { FromMemory = true },
        [typeof(DevicePage)] = new("devices/{0}", "No certificate yet.", "Valid", Id: async (g, full) => full ? (await g.CertifiedAsync()).Device : await g.DeviceAsync()),
        [typeof(SitesPage)] = new("sites", "No site is called “lighthouse”.", "Harbour House", "sites?q=lighthouse") { FromMemory = true },
        [typeof(SitePage)] = new("sites/{0}", "Nothing below yet.", "floor-", Id: async (g, full) =>
        {
            var floor = await g.SiteAsync();
            return full ? g.House.Id : floor;
        }),
        [typeof(PeoplePage)] = new("people", "Nobody matches “nobody-like-it”.", "installer@ours.example", "people?q=nobody-like-it"),
        [typeof(PersonPage)] = new("people/{0}", "No role in your scope.", "Analyst", Id: async (g, full) =>
        {
            var person = await g.PersonAsync();
            if (!full) await g.RevokeGrantsAsync(person);
            return person;
        }),
        [typeof(OrganisationsPage)] = new("organisations", null, "Meridian") { Refusal = "tenants.not-the-platform" },
        [typeof(AuditPage)] = new("audit", "No change matches.", "“dev-", "audit?operation=Nothing"),
        [typeof(KeysPage)] = new("keys", "No API key yet.", "key-"),
        [typeof(FlowPage)] = new("devices/{0}/flow", "No reading yet.", "hop by hop", Id: (g, full) => full ? g.ReportingAsync() : g.DeviceAsync()) { FromMemory = true },
        [typeof(RefusedPage)] = new("system/refused", "Nothing was refused.", "dev-") { FromMemory = true },
        [typeof(RefusedSamplePage)] = new("system/refused/{0}", null, "What to do:", Id: (g, _) => g.RefusedAsync()) { FromMemory = true },
        [typeof(ExplorePage)] = new("explore?lines=dev-1~temperature", "No line yet.", "Temperature", "explore") { FromMemory = true },
        [typeof(ExportsPage)] = new("exports", "No export yet.", "temperature"),
        [typeof(RunsPage)] = new("runs", "No run yet.", "Add tag tag-"),
        [typeof(RunPage)] = new("runs/{0}", "Nothing was skipped.", "Add tag tag-", Id: (g, _) => g.RunAsync()),
        [typeof(SystemPage)] = new("system", "Nothing has been refused since the start.", "provisioning."),
    };

    public static TheoryData<string> Pages { get; } = new(_faces.Keys.Select(p => p.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_page_that_reads_has_its_faces_listed()
    {
        var pages = ModuleList.Assemblies.Append(typeof(InfrastructureModule).Assembly).Append(typeof(ModuleList).Assembly).Distinct()
            .SelectMany(a => a.GetTypes()).Where(t => typeof(LivePage).IsAssignableFrom(t) && t.GetCustomAttributes(typeof(RouteAttribute), false).Length > 0).ToList();

        Assert.True(pages.Count > 10, "Reflection sees the pages."); // not blind
        Assert.Empty(pages.Except(_faces.Keys).Select(p => $"{p.FullName} has no faces in FourFacesTests"));
        Assert.Empty(_faces.Keys.Except(pages));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Nothing_yet_and_then_what_there_is(string name)
    {
        var (page, faces) = Of(name);
        var gate = new Gate();
        await using var ground = await Ground.OpenAsync(more: s => s.ConfigureDbContext<SqliteConsoleDb>(o => o.AddInterceptors(gate)));
        var id = faces.Id is null ? (Guid?)null : await faces.Id(ground, true);
        await FurnishAsync(ground);
        await using var screen = new Screen(ground, Looker(ground), string.Format(null, faces.At, id));
        if (!faces.FromMemory) gate.Close();

        var shown = screen.Show(page, id);

        if (!faces.FromMemory)
        {
            shown.WaitForAssertion(() => Assert.NotEmpty(shown.FindAll(".skeleton")));
            Assert.DoesNotContain(faces.Full, shown.Markup, StringComparison.Ordinal);
            Assert.False(screen.Troubles.Any);
            gate.Open();
        }

        shown.WaitForAssertion(() => Assert.Contains(faces.Full, shown.Markup, StringComparison.Ordinal));
        Assert.False(screen.Troubles.Any);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Where_there_is_nothing_it_says_so(string name)
    {
        var (page, faces) = Of(name);
        if (faces.Empty is null) return;
        await using var ground = await Ground.OpenAsync();
        var id = faces.Id is null ? (Guid?)null : await faces.Id(ground, false);
        await using var screen = new Screen(ground, Looker(ground), faces.EmptyAt ?? string.Format(null, faces.At, id));

        var shown = screen.Show(page, id);

        shown.WaitForAssertion(() => Assert.Contains(faces.Empty, shown.Markup, StringComparison.Ordinal));
        Assert.False(screen.Troubles.Any);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Who_may_not_see_it_is_told_so_and_shown_nothing_not_even_that_it_is_loading(string name)
    {
        var (page, faces) = Of(name);
        await using var ground = await Ground.OpenAsync();
        var id = faces.Id is null ? (Guid?)null : await faces.Id(ground, true);
        await FurnishAsync(ground);
        await using var screen = new Screen(ground, TestConsole.Person(ground.Tenant), string.Format(null, faces.At, id));

        var shown = screen.Show(page, id);

        shown.WaitForAssertion(() => Assert.Contains(screen.Troubles.All, t => t.Problem.Code == faces.Refusal));
        shown.WaitForAssertion(() => Assert.Empty(shown.FindAll(".skeleton")));
        Assert.DoesNotContain(faces.Full, shown.Markup, StringComparison.Ordinal);
        Assert.Empty(shown.FindAll("tbody tr"));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task No_page_asks_the_database_more_than_a_handful_of_questions(string name)
    {
        var (page, faces) = Of(name);
        var questions = new Questions();
        await using var ground = await Ground.OpenAsync(more: s => s.ConfigureDbContext<SqliteConsoleDb>(o => o.AddInterceptors(questions)));
        var id = faces.Id is null ? (Guid?)null : await faces.Id(ground, true);
        await FurnishAsync(ground);
        await FurnishAsync(ground);
        await using var screen = new Screen(ground, Looker(ground), string.Format(null, faces.At, id));
        questions.Forget();

        var shown = screen.Show(page, id);
        shown.WaitForAssertion(() => Assert.Contains(faces.Full, shown.Markup, StringComparison.Ordinal));
        shown.WaitForAssertion(() => Assert.Empty(shown.FindAll(".skeleton")));

        Assert.True(questions.Asked.Count <= Handful, $"{questions.Asked.Count} questions:\n{string.Join("\n--\n", questions.Asked)}");
        if (!faces.FromMemory) Assert.NotEmpty(questions.Asked); // not blind
    }

    private static (Type Page, Faces Faces) Of(string name)
    {
        var page = _faces.Keys.Single(p => p.Name == name);
        return (page, _faces[page]);
    }

    private static Actor Looker(Ground ground) => ground.Admin with { RunsThePlatform = true };

    // Something of everything that a list could show.
    private static async Task FurnishAsync(Ground ground)
    {
        await ground.CertifiedAsync();
        await ground.SightingAsync();
        await ground.AuthorityAsync();
        await ground.GroupAsync();
        await ground.ManifestAsync();
        await ground.KeyAsync();
        await ground.RefusedAsync();
        await ground.ExportAsync(Looker(ground));
        await ground.RunAsync();
    }
}
