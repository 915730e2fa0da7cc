using DuckDB.NET.Data;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Lists;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Exports;
using IoTConsole.Telemetry.Tests.History;
using IoTConsole.Telemetry.Tests.Ingest;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Testing;
using MiniExcelLibs;

namespace IoTConsole.Telemetry.Tests.Exports;

/// <summary><see cref="AskListExport"/>.</summary>
public class ListExportTests
{
    private const string Write = "telemetry.write-exports";

    [Fact]
    public async Task A_list_of_devices_is_written_as_it_is_filtered_ordered_and_cut_into_columns()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, _) = await FurnishAsync(fleet);

        var text = await File.ReadAllLinesAsync(await FileAsync(fleet, us, ExportFormat.Csv));

        Assert.Equal(["name,device_id,temperature,health", "Second,s-2,,unknown", "\"'=cmd|' \"\"/C calc\"\"\",s-1,21.5,healthy"], text);
    }

    [Fact]
    public async Task A_sheet_and_a_parquet_file_of_a_list_have_numbers_as_numbers()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, _) = await FurnishAsync(fleet);

        var rows = MiniExcel.Query(await FileAsync(fleet, us, ExportFormat.Xlsx), useHeaderRow: true).Cast<IDictionary<string, object?>>().ToList();
        Assert.Equal([null, 21.5], rows.Select(r => r["temperature"]));

        await using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT sum(temperature), count(*) FROM '{await FileAsync(fleet, us, ExportFormat.Parquet)}'";
        await using var sums = await command.ExecuteReaderAsync();
        Assert.True(await sums.ReadAsync());
        Assert.Equal((21.5, 2L), (sums.GetDouble(0), sums.GetInt64(1)));
    }

    [Fact]
    public async Task Nobody_gets_more_into_a_file_than_the_list_shows_them()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, organisation) = await FurnishAsync(fleet);
        var stranger = TestConsole.Person(Fleet.Theirs, (Role.Administrator, organisation.Root.Path));
        var elsewhere = TestConsole.Person(organisation.TenantId, (Role.Operator, "nowhere/"));

        foreach (var other in new[] { stranger, elsewhere })
            Assert.Equal(["name,device_id,temperature,health"], await File.ReadAllLinesAsync(await FileAsync(fleet, other, ExportFormat.Csv)));
        var ours = (await AskAsync(fleet, us, ExportFormat.Csv)).Value;
        await fleet.Console.RunJobAsync(Write);
        Assert.Equal("telemetry.no-such-export", (await OpenAsync(fleet, stranger, ours)).Problem?.Code);
    }

    [Fact]
    public async Task What_cannot_be_written_is_refused_when_it_is_asked_for()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, _) = await FurnishAsync(fleet);

        Assert.Equal("telemetry.no-such-list", (await AskAsync(fleet, us, new ListAsk("people", "People", new ListWish("", null, []), "Csv"))).Problem?.Code);
        Assert.Equal("telemetry.no-such-list", (await AskAsync(fleet, us, new ListAsk("devices", "Devices", new ListWish("", null, []), "Docx"))).Problem?.Code);
        Assert.Equal("provisioning.bad-filter", (await AskAsync(fleet, us, new ListAsk("devices", "Devices", new ListWish("state=asleep", null, []), "Csv"))).Problem?.Code);
    }

    private static async Task<(Actor Us, CreatedOrganisation Organisation)> FurnishAsync(Fleet fleet)
    {
        var organisation = await ReadHistoryTests.FoundAsync(fleet, "Ours");
        var path = ReadHistoryTests.Node(fleet, organisation, "North").Path;
        var device = fleet.Devices.Put(fleet.Devices.Add("s-1", organisation.TenantId, path) with { Name = "=cmd|' \"/C calc\"" });
        fleet.Devices.Put(fleet.Devices.Add("s-2", organisation.TenantId, path) with { Name = "Second" });
        fleet.Devices.Put(fleet.Devices.Add("x-3", organisation.TenantId, path) with { Name = "Other" });
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{fleet.Now - 1000}}},"values":{"temperature":21.5}}""");
        return (TestConsole.Person(organisation.TenantId, (Role.Operator, organisation.Root.Path)), organisation);
    }

    private static Task<Result<Guid>> AskAsync(Fleet fleet, Actor actor, ExportFormat format) =>
        AskAsync(fleet, actor, new ListAsk("devices", "Devices", new ListWish("q=id:s-", "-name", ["value.temperature", "health"]), format.ToString()));

    private static Task<Result<Guid>> AskAsync(Fleet fleet, Actor actor, ListAsk ask) =>
        fleet.Console.AskAsync<AskListExport, Result<Guid>>(actor, u => u.RunAsync(ask, CancellationToken.None));

    private static async Task<string> FileAsync(Fleet fleet, Actor actor, ExportFormat format)
    {
        var id = (await AskAsync(fleet, actor, format)).Value;
        await fleet.Console.RunJobAsync(Write);
        return (await OpenAsync(fleet, actor, id)).Value.Path;
    }

    private static Task<Result<OpenExport.Row>> OpenAsync(Fleet fleet, Actor actor, Guid id) =>
        fleet.Console.AskAsync<OpenExport, Result<OpenExport.Row>>(actor, u => u.RunAsync(id, CancellationToken.None));
}
