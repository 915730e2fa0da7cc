using System.IO.Compression;
using System.Text;
using DuckDB.NET.Data;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Telemetry.Exports;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Tests.History;
using IoTConsole.Telemetry.Tests.Ingest;
using IoTConsole.Telemetry.Tests.Pages;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;

namespace IoTConsole.Telemetry.Tests.Exports;

public class ExportTests
{
    /// <summary><see cref="WriteExports"/>.</summary>
    private const string Write = "telemetry.write-exports";

    /// <summary><see cref="RemoveOldExports"/>.</summary>
    private const string Remove = "telemetry.remove-old-exports";

    [Fact]
    public async Task A_csv_has_every_reading_in_full_with_the_time_of_its_site_and_nothing_that_a_spreadsheet_would_run()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, organisation) = await FurnishAsync(fleet);

        var text = await File.ReadAllTextAsync(await FileAsync(fleet, us, organisation, ExportFormat.Csv));

        Assert.Equal(
            [
                "time,device_id,device,site,metric,unit,value,arrived",
                "2026-03-02T09:59:58.000+01:00,s-1,\"'=cmd|' \"\"/C calc\"\"\",North,temperature,°C,0.1,2026-03-02T10:00:00.000+01:00",
                "2026-03-02T09:59:59.000+01:00,s-1,\"'=cmd|' \"\"/C calc\"\"\",North,temperature,°C,-1.7976931348623157E+308,2026-03-02T10:00:00.000+01:00",
                "2026-03-02T09:59:58.000+01:00,s-1,\"'=cmd|' \"\"/C calc\"\"\",North,word,,'@SUM(1),2026-03-02T10:00:00.000+01:00",
                "2026-03-02T09:59:58.000+01:00,s-1,\"'=cmd|' \"\"/C calc\"\"\",North,door,,true,2026-03-02T10:00:00.000+01:00",
            ],
            text.TrimEnd().Split("\r\n").OrderBy(l => l.Contains("time,", StringComparison.Ordinal) ? 0 : l.Contains("temperature", StringComparison.Ordinal) ? 1 : l.Contains("word", StringComparison.Ordinal) ? 2 : 3));
        Assert.NotEqual(0xEF, Encoding.UTF8.GetBytes(text)[0]);
    }

    [Fact]
    public async Task A_sheet_opens_with_numbers_as_numbers_and_words_as_words()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, organisation) = await FurnishAsync(fleet);

        var file = await FileAsync(fleet, us, organisation, ExportFormat.Xlsx);

        var rows = MiniExcel.Query(file, useHeaderRow: true).Cast<IDictionary<string, object?>>().ToList();
        Assert.Equal([0.1, -1.7976931348623157E+308], rows.Where(r => (string?)r["metric"] == "temperature").Select(r => r["value"]));
        Assert.Equal("'@SUM(1)", rows.Single(r => (string?)r["metric"] == "word")["value"]);
        Assert.Equal("2026-03-02T09:59:58.000+01:00", rows[0]["time"]);
        await using var sheet = await ZipFile.OpenReadAsync(file);
        using var reader = new StreamReader(await sheet.Entries.Single(e => e.FullName.EndsWith("sheet1.xml", StringComparison.Ordinal)).OpenAsync());
        Assert.DoesNotContain("<x:f>", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parquet_file_is_read_by_other_tools_bit_for_bit()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, organisation) = await FurnishAsync(fleet);

        var file = await FileAsync(fleet, us, organisation, ExportFormat.Parquet);

        await using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT epoch_ms(time), value, text, flag FROM '{file}' ORDER BY metric, time";
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<(long, object?, object?, object?)>();
        while (await rows.ReadAsync()) found.Add((rows.GetInt64(0), rows.IsDBNull(1) ? null : rows[1], rows.IsDBNull(2) ? null : rows[2], rows.IsDBNull(3) ? null : rows[3]));
        Assert.Equal(
            [(fleet.Now - 2000, null, null, true), (fleet.Now - 2000, 0.1, null, null), (fleet.Now - 1000, double.MinValue, null, null), (fleet.Now - 2000, null, "@SUM(1)", null)], found);
    }

    [Fact]
    public async Task An_export_that_a_restart_interrupted_is_written_all_the_same_and_a_second_run_changes_nothing()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, organisation) = await FurnishAsync(fleet);
        var id = await AskAsync(fleet, us, organisation);
        await fleet.Console.LookAsync(async db =>
        {
            var row = await db.Set<Export>().SingleAsync();
            row.Begin();
            return await db.SaveChangesAsync();
        });

        await fleet.Console.RunJobAsync(Write);
        var first = (await ListAsync(fleet, us)).Single();
        await fleet.Console.RunJobAsync(Write);

        Assert.Equal((ExportState.Finished, 4L, 1d), (first.State, first.Rows, first.Done));
        Assert.Equal(first, (await ListAsync(fleet, us)).Single());
        Assert.True((await OpenAsync(fleet, us, id.Value)).Succeeded);
    }

    [Fact]
    public async Task Only_who_asked_sees_it_and_only_while_they_see_what_it_is_of()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, organisation) = await FurnishAsync(fleet);
        var id = (await AskAsync(fleet, us, organisation)).Value;
        await fleet.Console.RunJobAsync(Write);
        var colleague = TestConsole.Person(organisation.TenantId, (Role.Administrator, organisation.Root.Path));
        var demoted = us with { Grants = [new(Role.Operator, Guid.Empty, ReadHistoryTests.Node(fleet, organisation, "South").Path)] };

        foreach (var other in new[] { Fleet.Them(), colleague, demoted, us with { TenantId = Fleet.Theirs } })
        {
            Assert.Equal("telemetry.no-such-export", (await OpenAsync(fleet, other, id)).Problem?.Code);
            if (other != demoted) Assert.Equal("telemetry.no-such-export", (await CancelAsync(fleet, other, id)).Problem?.Code);
        }

        Assert.Empty(await ListAsync(fleet, colleague));
        Assert.Empty(await ListAsync(fleet, Fleet.Them()));
        Assert.Equal(ProblemKind.Forbidden, (await AskAsync(fleet, TestConsole.Person(organisation.TenantId), organisation)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await AskAsync(fleet, Fleet.Them(), organisation)).Problem?.Kind);
        Assert.True((await OpenAsync(fleet, us, id)).Succeeded);
    }

    [Fact]
    public async Task A_cancelled_one_is_not_written_and_a_removed_one_has_no_file()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, organisation) = await FurnishAsync(fleet);
        var waiting = (await AskAsync(fleet, us, organisation)).Value;
        Assert.True((await CancelAsync(fleet, us, waiting)).Succeeded);
        await fleet.Console.RunJobAsync(Write);
        Assert.Equal((ExportState.Cancelled, 0L), (await ListAsync(fleet, us)).Select(r => (r.State, r.Rows)).Single());

        var finished = (await AskAsync(fleet, us, organisation)).Value;
        await fleet.Console.RunJobAsync(Write);
        var file = (await OpenAsync(fleet, us, finished)).Value.Path;
        Assert.True((await CancelAsync(fleet, us, finished)).Succeeded);

        Assert.False(File.Exists(file));
        Assert.Equal("telemetry.no-file", (await OpenAsync(fleet, us, finished)).Problem?.Code);
    }

    [Fact]
    public async Task Files_go_when_their_days_are_over_and_files_of_nobody_go_at_once()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, organisation) = await FurnishAsync(fleet);
        var id = (await AskAsync(fleet, us, organisation)).Value;
        await fleet.Console.RunJobAsync(Write);
        var file = (await OpenAsync(fleet, us, id)).Value.Path;
        var stray = Path.Combine(Path.GetDirectoryName(file)!, $"{Guid.CreateVersion7():N}.csv.part");
        await File.WriteAllTextAsync(stray, "left over");

        await fleet.Console.RunJobAsync(Remove);
        Assert.Equal((true, false), (File.Exists(file), File.Exists(stray)));

        fleet.Console.Clock.Advance(TimeSpan.FromDays(8));
        await fleet.Console.RunJobAsync(Remove);
        Assert.False(File.Exists(file));
        Assert.Equal(ExportState.Expired, (await ListAsync(fleet, us)).Single().State);
    }

    [Fact]
    public async Task More_than_a_file_may_hold_fails_and_says_what_to_do_and_too_many_waiting_are_refused()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, organisation) = await FurnishAsync(fleet);
        fleet.Console.Services.GetRequiredService<ExportsSettings>().MostReadings = 3;
        fleet.Console.Services.GetRequiredService<ExportsSettings>().WaitingPerTenant = 1;
        Assert.True((await AskAsync(fleet, us, organisation)).Succeeded);
        Assert.Equal(ProblemKind.Busy, (await AskAsync(fleet, us, organisation)).Problem?.Kind);

        await fleet.Console.RunJobAsync(Write);

        var row = (await ListAsync(fleet, us)).Single();
        Assert.Equal(ExportState.Failed, row.State);
        Assert.Contains("Ask for a shorter range", row.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_leads_to_the_first_export_and_shows_it_until_it_can_be_downloaded()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, organisation) = await FurnishAsync(fleet);
        await using var page = new OpenPage(fleet, us);
        var shown = page.Show<ExportsPage>();
        shown.WaitForAssertion(() => Assert.Contains("No export yet.", shown.Markup, StringComparison.Ordinal));

        shown.FindAll("button").Single(b => b.TextContent == "New export").Click();
        shown.Find("#exp-metrics").Input("a b");
        shown.FindAll("button").Single(b => b.TextContent.Contains("Ask for it", StringComparison.Ordinal)).Click();
        shown.WaitForAssertion(() => Assert.Contains("Name 1 to 16 metrics", shown.Markup, StringComparison.Ordinal));
        shown.Find("#exp-metrics").Input("temperature");
        shown.FindAll("button").Single(b => b.TextContent.Contains("Ask for it", StringComparison.Ordinal)).Click();
        shown.WaitForAssertion(() => Assert.Contains("Waiting", shown.Markup, StringComparison.Ordinal));
        await fleet.Console.RunJobAsync(Write);

        page.AfterNews(AskExport.TopicOf(organisation.TenantId), shown, () => Assert.Contains("Download", shown.Markup, StringComparison.Ordinal));
    }

    private static async Task<(Actor Us, CreatedOrganisation Organisation)> FurnishAsync(Fleet fleet)
    {
        var organisation = await ReadHistoryTests.FoundAsync(fleet, "Ours");
        var device = fleet.Devices.Put(fleet.Devices.Add("s-1", organisation.TenantId, ReadHistoryTests.Node(fleet, organisation, "North").Path) with { Name = "=cmd|' \"/C calc\"" });
        await ConsumePublishesTests.PublishAsync(
            fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{fleet.Now - 2000}}},"values":{"temperature":0.1,"word":"@SUM(1)","door":true}}""");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{fleet.Now - 1000}}},"values":{"temperature":-1.7976931348623157E+308}}""");
        return (TestConsole.Person(organisation.TenantId, (Role.Operator, organisation.Root.Path)), organisation);
    }

    private static Task<Result<Guid>> AskAsync(Fleet fleet, Actor actor, CreatedOrganisation organisation, ExportFormat format = ExportFormat.Csv)
    {
        var now = fleet.Console.Clock.GetUtcNow();
        var choice = new ChoiceInput(null, organisation.Root.Id, null, ["temperature", "word", "door"]);
        return fleet.Console.AskAsync<AskExport, Result<Guid>>(actor, u => u.RunAsync(new(choice, now.AddHours(-1), now, format), CancellationToken.None));
    }

    private static async Task<string> FileAsync(Fleet fleet, Actor actor, CreatedOrganisation organisation, ExportFormat format)
    {
        var id = await AskAsync(fleet, actor, organisation, format);
        await fleet.Console.RunJobAsync(Write);
        Assert.Null((await ListAsync(fleet, actor)).Single().Problem);
        return (await OpenAsync(fleet, actor, id.Value)).Value.Path;
    }

    private static async Task<IReadOnlyList<ListExports.Row>> ListAsync(Fleet fleet, Actor actor) =>
        (await fleet.Console.AskAsync<ListExports, Result<IReadOnlyList<ListExports.Row>>>(actor, u => u.RunAsync(CancellationToken.None))).Value;

    private static Task<Result<OpenExport.Row>> OpenAsync(Fleet fleet, Actor actor, Guid id) =>
        fleet.Console.AskAsync<OpenExport, Result<OpenExport.Row>>(actor, u => u.RunAsync(id, CancellationToken.None));

    private static Task<Result<Done>> CancelAsync(Fleet fleet, Actor actor, Guid id) =>
        fleet.Console.AskAsync<CancelExport, Result<Done>>(actor, u => u.RunAsync(id, CancellationToken.None));
}
