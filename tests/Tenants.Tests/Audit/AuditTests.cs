using System.Text;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Audit;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.Sites;
using IoTConsole.Testing;

namespace IoTConsole.Tenants.Tests.Audit;

public class AuditTests
{
    public static TheoryData<string> Engines => new(TestConsole.Engines());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Changes_are_found_by_person_operation_subject_time_and_site(string engine)
    {
        await using var estates = await ChangedAsync(engine);
        var mill = estates.Site("South/Old Mill");

        Assert.Equal(["EditSite", "EditSite"], await OperationsAsync(estates, new(Operation: "EditSite")));
        Assert.Equal(["EditSite", "EditSite"], await OperationsAsync(estates, new(Operation: "edit site")));
        Assert.Equal("Nora North", (await ListAsync(estates, "admin", new(Who: "nora"))).Value.Single().ActorName);
        Assert.Single((await ListAsync(estates, "admin", new(Subject: mill.Id.ToString(), Operation: "EditSite"))).Value);
        Assert.Equal(["EditSite"], await OperationsAsync(estates, new(SiteId: estates.Site("South").Id, From: estates.Console.Clock.GetUtcNow().AddMinutes(-90))));
        Assert.DoesNotContain("EditSite", await OperationsAsync(estates, new(To: estates.Console.Clock.GetUtcNow().AddMinutes(-90))));
        Assert.Equal("tenants.no-site", (await ListAsync(estates, "admin", new(SiteId: estates.Site("North", estates.Theirs).Id))).Problem?.Code);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Pages_of_the_log_join_without_gap_or_repetition(string engine)
    {
        await using var estates = await ChangedAsync(engine);
        var all = (await ListAsync(estates, "admin", new(Take: 500))).Value;

        var joined = new List<ListAudit.Row>();
        string? after = null;
        do
        {
            var page = (await ListAsync(estates, "admin", new(After: after, Take: 4))).Value;
            joined.AddRange(page);
            after = page.Count == 4 ? ListAudit.PositionOf(page[^1]) : null;
        }
        while (after is not null);

        Assert.True(all.Count > 8);
        Assert.Equal(all.Select(r => r.Id), joined.Select(r => r.Id));
    }

    [Fact]
    public async Task Nobody_reads_another_tenants_log_or_beyond_their_role()
    {
        await using var estates = await ChangedAsync("Sqlite");
        await estates.AskAsync<GrantRole, Result<Guid>>("admin", g => g.RunAsync(new(estates.PersonOf("operator"), Role.Auditor, estates.Site("South").Id), default));

        Assert.Equal("access.missing-permission", (await ListAsync(estates, "north", new())).Problem?.Code);
        var auditor = (await ListAsync(estates, "operator", new())).Value;
        Assert.Contains(auditor, r => r.Operation == "EditSite");
        Assert.All(auditor, r => Assert.StartsWith("South", r.Where.Replace("Old Mill", "South", StringComparison.Ordinal), StringComparison.Ordinal));
        var theirs = (await estates.AskAsync<ListAudit, Result<List<ListAudit.Row>>>("admin", l => l.RunAsync(new(Take: 500), default), estates.Theirs)).Value;
        Assert.DoesNotContain(theirs, r => r.Operation == "EditSite");
        Assert.Contains(theirs, r => r.Subject == nameof(Person));
    }

    [Fact]
    public async Task The_export_holds_the_same_rows_and_no_formula()
    {
        await using var estates = await ChangedAsync("Sqlite");
        var south = estates.Site("South");
        estates.Console.Clock.Advance(TimeSpan.FromMinutes(1));
        await estates.AskAsync<EditSite, Result<Done>>("admin", e => e.RunAsync(new(south.Id, 0, "=HYPERLINK(1)", null, null, null), default));
        using var csv = new MemoryStream();

        var refused = await estates.AskAsync<ExportAudit, Problem?>("admin", e => e.RunAsync(new(Operation: "EditSite"), csv, default));

        Assert.Null(refused);
        var lines = Encoding.UTF8.GetString(csv.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("at,actor_kind,actor,operation", lines[0], StringComparison.Ordinal);
        Assert.Contains(",'=HYPERLINK(1),", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"{\"\"Name\"\":\"\"South\"\"", lines[1], StringComparison.Ordinal);
        Assert.Equal("access.missing-permission", (await estates.AskAsync<ExportAudit, Problem?>("north", e => e.RunAsync(new(), Stream.Null, default)))?.Code);
    }

    private static async Task<Estates> ChangedAsync(string engine)
    {
        var estates = await Estates.StartAsync(engine);
        estates.Console.Clock.Advance(TimeSpan.FromHours(2));
        var (mill, floor) = (estates.Site("South/Mill"), estates.Site("North/Harbour House/Floor 2"));
        await estates.AskAsync<EditSite, Result<Done>>("admin", e => e.RunAsync(new(mill.Id, 0, "Old Mill", mill.TimeZone, null, null), default));
        estates.Console.Clock.Advance(TimeSpan.FromHours(1));
        await estates.AskAsync<EditSite, Result<Done>>("north", e => e.RunAsync(new(floor.Id, 0, "Second floor", null, null, null), default));
        return estates;
    }

    private static async Task<List<string>> OperationsAsync(Estates e, ListAudit.Input ask) => (await ListAsync(e, "admin", ask)).Value.ConvertAll(r => r.Operation);

    private static Task<Result<List<ListAudit.Row>>> ListAsync(Estates e, string who, ListAudit.Input ask) =>
        e.AskAsync<ListAudit, Result<List<ListAudit.Row>>>(who, l => l.RunAsync(ask, default));
}
