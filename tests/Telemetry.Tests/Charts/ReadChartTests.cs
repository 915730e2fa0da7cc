using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Charts;
using IoTConsole.Telemetry.Tests.History;
using IoTConsole.Telemetry.Tests.Ingest;
using IoTConsole.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.Charts;

public class ReadChartTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(90)]
    [InlineData(250)]
    [InlineData(2000)]
    public async Task No_line_has_more_points_than_the_screen_has_pixels(int pixels)
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await SayAsync(fleet, device, Enumerable.Range(0, 300).Select(i => fleet.Now - ((300 - i) * 10_000L)));

        var answer = await AskAsync(fleet, Fleet.Us(), pixels, "s-1~temperature");

        var row = Assert.Single(answer.Value.Rows);
        Assert.InRange(row.Points.Count, 2, pixels);
        Assert.Equal(300, row.Points.Sum(p => p.Count));
        Assert.Equal(299, row.Points.Max(p => p.Maximum));
        Assert.Equal(pixels >= 300, row.Bucket == TimeSpan.Zero);
    }

    [Fact]
    public async Task An_earlier_time_is_laid_onto_the_range_asked_for()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        var day = (long)TimeSpan.FromDays(1).TotalMilliseconds;
        await SayAsync(fleet, device, [fleet.Now - 1_800_000 - (7 * day), fleet.Now - 1_800_000 - day, fleet.Now - 1_800_000]);

        var yesterday = Assert.Single((await AskAsync(fleet, Fleet.Us(), 500, "s-1~temperature", daysBack: 1)).Value.Rows);
        var lastWeek = Assert.Single((await AskAsync(fleet, Fleet.Us(), 500, "s-1~temperature", daysBack: 7)).Value.Rows);

        Assert.Equal((2, 1, 0), (yesterday.Points[0].Value, yesterday.Earlier![0].Value, lastWeek.Earlier![0].Value));
        Assert.Equal(yesterday.Points[0].At, yesterday.Earlier[0].At);
        Assert.Equal(yesterday.Points[0].At, lastWeek.Earlier[0].At);
        Assert.Null(Assert.Single((await AskAsync(fleet, Fleet.Us(), 500, "s-1~temperature")).Value.Rows).Earlier);
    }

    [Fact]
    public async Task What_came_late_what_is_missing_and_what_was_refused_is_said()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");

        // Half an hour by its interval, of which ten minutes come an hour late; then a quarter of what should have come.
        var start = fleet.Now;
        await SayAsync(fleet, device, Enumerable.Range(0, 10).Select(i => start - 3_600_000 + (i * 60_000L)));
        fleet.Console.Clock.Advance(TimeSpan.FromMinutes(40));
        for (var i = 0; i < 10; i++) await SayAsync(fleet, device, [start + (i * 240_000L)]);
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", "{broken");
        fleet.Console.Clock.Advance(TimeSpan.FromSeconds(1));

        var answer = (await AskAsync(fleet, Fleet.Us(), 20, "s-1~temperature", hours: 2)).Value;
        var row = Assert.Single(answer.Rows);

        var late = row.Flaws.Where(f => f.Kind == "late").ToList();
        Assert.NotEmpty(late);
        Assert.Contains(late, f => f.From == DateTimeOffset.FromUnixTimeMilliseconds(start - 3_600_000));
        Assert.Contains(row.Flaws, f => f.Kind == "thin");
        Assert.Contains(answer.Marks, m => m.Kind == "refused" && m.Words.StartsWith("A message was refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_tenants_devices_and_sites_are_no_lines_and_have_no_names()
    {
        await using var fleet = await Fleet.StartAsync();
        var (ours, theirs) = (await ReadHistoryTests.FoundAsync(fleet, "Ours"), await ReadHistoryTests.FoundAsync(fleet, "Theirs"));
        var (north, south, foreign) = (ReadHistoryTests.Node(fleet, ours, "North"), ReadHistoryTests.Node(fleet, ours, "South"), ReadHistoryTests.Node(fleet, theirs, "North"));
        await SayAsync(fleet, fleet.Devices.Add("ours-n", ours.TenantId, north.Path), [fleet.Now - 1]);
        await SayAsync(fleet, fleet.Devices.Add("ours-s", ours.TenantId, south.Path), [fleet.Now - 1]);
        await SayAsync(fleet, fleet.Devices.Add("theirs-n", theirs.TenantId, foreign.Path), [fleet.Now - 1]);
        var northOnly = TestConsole.Person(ours.TenantId, (Role.Operator, north.Path));

        var mixed = (await AskAsync(fleet, northOnly, 500, $"ours-n~temperature,theirs-n~temperature,ours-s~temperature,@{foreign.Id:N}~temperature,@{south.Id:N}~temperature,@{ours.Root.Id:N}~temperature")).Value;

        Assert.Equal(["ours-n", "@" + ours.Root.Id.ToString("N")], mixed.Rows.Select(r => r.Line.Device ?? $"@{r.Line.Site:N}"));
        Assert.Equal(1, mixed.Rows[1].Points.Sum(p => p.Count));
        Assert.Equal(4, mixed.Lost.Count);
        Assert.Equal(ProblemKind.NotFound, (await AskAsync(fleet, northOnly, 500, "theirs-n~temperature")).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await AskAsync(fleet, northOnly, 500, "ours-s~temperature")).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await AskAsync(fleet, TestConsole.Person(ours.TenantId), 500, "ours-n~temperature")).Problem?.Kind);
        Assert.Equal("telemetry.too-many-lines", (await ReadAsync(fleet, northOnly, Enumerable.Range(0, 11).Select(i => new ChartLine("d" + i, null, "m")).ToList(), 500, 1, null)).Problem?.Code);
    }

    [Fact]
    public async Task Sources_are_those_in_scope_by_name_serial_and_id_with_what_can_be_drawn()
    {
        await using var fleet = await Fleet.StartAsync();
        var (ours, theirs) = (await ReadHistoryTests.FoundAsync(fleet, "Ours"), await ReadHistoryTests.FoundAsync(fleet, "Theirs"));
        var north = ReadHistoryTests.Node(fleet, ours, "North");
        var device = fleet.Devices.Add("pump-n", ours.TenantId, north.Path);
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/pump-n/telemetry", """{"values":{"temperature":1,"mode":"eco","open":true}}""");
        fleet.Devices.Add("pump-s", ours.TenantId, ReadHistoryTests.Node(fleet, ours, "South").Path);
        fleet.Devices.Add("pump-t", theirs.TenantId, ReadHistoryTests.Node(fleet, theirs, "North").Path);
        var northOnly = TestConsole.Person(ours.TenantId, (Role.Operator, north.Path));

        var pumps = await FindAsync("pump");
        Assert.Equal(["open", "temperature"], Assert.Single(pumps, p => p.Device == "pump-n").Metrics.Order());
        Assert.DoesNotContain(pumps, p => p.Device is "pump-s" or "pump-t");
        Assert.Equal([north.Id], (await FindAsync("nor")).Where(r => r.Site is not null).Select(r => r.Site!.Value));
        Assert.Empty(await FindAsync("south"));

        async Task<IReadOnlyList<ListChartSources.Row>> FindAsync(string text) =>
            (await fleet.Console.AskAsync<ListChartSources, Result<IReadOnlyList<ListChartSources.Row>>>(northOnly, u => u.RunAsync(text, CancellationToken.None))).Value;
    }

    [Fact]
    public void Lines_are_written_as_they_are_read_and_what_is_none_is_left_out()
    {
        var site = Guid.CreateVersion7();
        var read = ChartLine.Read($"air-1~temperature, @{site:N}~co2,air-1~temperature,~x,y~,@nonsense~co2,plain");

        Assert.Equal([new("air-1", null, "temperature"), new(null, site, "co2")], read);
        Assert.Equal(read, ChartLine.Read(ChartLine.Write(read)));
        Assert.Null(ChartLine.Write([]));
        Assert.Equal(ChartLine.Most, ChartLine.Read(string.Join(',', Enumerable.Range(0, 40).Select(i => $"d{i}~m"))).Count);
    }

    private static async Task SayAsync(Fleet fleet, DeviceEntry device, IEnumerable<long> times)
    {
        foreach (var part in times.Select((t, i) => $$$"""{"ts":{{{t}}},"values":{"temperature":{{{i}}}}}""").Chunk(100))
            await ConsumePublishesTests.PublishAsync(fleet, device, $"devices/{device.DeviceId}/telemetry", $"[{string.Join(',', part)}]");
    }

    private static Task<Result<ReadChart.Answer>> AskAsync(Fleet fleet, Actor actor, int pixels, string lines, double hours = 1, int? daysBack = null) =>
        ReadAsync(fleet, actor, ChartLine.Read(lines), pixels, hours, daysBack);

    private static Task<Result<ReadChart.Answer>> ReadAsync(Fleet fleet, Actor actor, IReadOnlyList<ChartLine> lines, int pixels, double hours, int? daysBack)
    {
        var now = fleet.Console.Clock.GetUtcNow();
        return fleet.Console.AskAsync<ReadChart, Result<ReadChart.Answer>>(actor, u => u.RunAsync(new(lines, now.AddHours(-hours), now, pixels, daysBack), CancellationToken.None));
    }
}
