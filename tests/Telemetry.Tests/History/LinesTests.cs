using CsCheck;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Api;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;
using IoTConsole.Telemetry.Tests.Ingest;
using IoTConsole.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.History;

public class LinesTests
{
    [Fact]
    public async Task Several_series_are_grouped_by_device_by_metric_or_merged()
    {
        await using var fleet = await Fleet.StartAsync();
        foreach (var (name, value) in new[] { ("s-1", 10), ("s-2", 30) }) await SendAsync(fleet, name, "root/aaaa/", value, "roof");
        await SendAsync(fleet, "s-3", "root/aaaa/", 1000);

        var each = await AskAsync(fleet, Fleet.Us(), Tagged("roof"), SeriesGrouping.Device);
        var metrics = await AskAsync(fleet, Fleet.Us(), Tagged("Roof "), SeriesGrouping.Metric);
        var merged = await AskAsync(fleet, Fleet.Us(), Tagged("roof"), SeriesGrouping.Merged);
        var named = await AskAsync(fleet, Fleet.Us(), new(["s-2", "s-3"], null, null, ["temperature"]), SeriesGrouping.Device);

        Assert.Equal(
            [("s-1", "temperature", 10d, "°C"), ("s-1", "humidity", 11d, "%RH"), ("s-2", "temperature", 30d, "°C"), ("s-2", "humidity", 31d, "%RH")],
            each.Lines.Select(l => (l.Device!, l.Metric!, l.Points.Single().Value!.Value, l.Unit!)));
        Assert.Equal([("temperature", 20d, 2L), ("humidity", 21d, 2L)], metrics.Lines.Select(l => (l.Metric!, l.Points.Single().Value!.Value, l.Points.Single().Count)));
        Assert.Equal((20.5, 10d, 31d, 4L), merged.Lines.Single().Points.Select(p => (p.Value!.Value, p.Minimum!.Value, p.Maximum!.Value, p.Count)).Single());
        Assert.Equal(["s-2", "s-3"], named.Lines.Select(l => l.Device));
    }

    [Theory]
    [InlineData(Aggregate.Average, 2.5)]
    [InlineData(Aggregate.Minimum, 1)]
    [InlineData(Aggregate.Maximum, 4)]
    [InlineData(Aggregate.Count, 4)]
    [InlineData(Aggregate.First, 1)]
    [InlineData(Aggregate.Last, 2)]
    [InlineData(Aggregate.Sum, 10)]
    public async Task Every_aggregate_is_what_its_name_says(Aggregate aggregate, double expected)
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        var start = fleet.Now / 3_600_000 * 3_600_000 - 3_600_000;
        foreach (var (i, value) in new[] { 1, 4, 3, 2 }.Index())
            await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{start + i}}},"values":{"temperature":{{{value}}}}}""");

        var answer = await AskAsync(fleet, Fleet.Us(), ChoiceInput.OfDevice("s-1", "temperature"), SeriesGrouping.Merged, aggregate);

        Assert.Equal((expected, 1d, 4d), answer.Lines.Single().Points.Select(p => (p.Value!.Value, p.Minimum!.Value, p.Maximum!.Value)).Single());
    }

    [Fact]
    public async Task A_tag_finds_only_what_the_caller_sees_and_of_his_own_tenant()
    {
        await using var fleet = await Fleet.StartAsync();
        await SendAsync(fleet, "north", "root/aaaa/", 1, "roof");
        await SendAsync(fleet, "south", "root/bbbb/", 2, "roof");
        fleet.Devices.Put(fleet.Devices.Add("foreign", Fleet.Theirs, "root/aaaa/", tags: "roof"));
        await ConsumePublishesTests.PublishAsync(fleet, fleet.Devices.FindByDeviceId("foreign")!, "devices/foreign/telemetry", $$$"""{"ts":{{{fleet.Now - 1000}}},"values":{"temperature":3}}""");

        Assert.Equal(["north", "south"], (await AskAsync(fleet, Fleet.Us(), Tagged("roof"), SeriesGrouping.Device)).Lines.Select(l => l.Device).Distinct());
        Assert.Equal(["north"], (await AskAsync(fleet, Fleet.Us(path: "root/aaaa/"), Tagged("roof"), SeriesGrouping.Device)).Lines.Select(l => l.Device).Distinct());
        Assert.Equal(["foreign"], (await AskAsync(fleet, Fleet.Them(), Tagged("roof"), SeriesGrouping.Device)).Lines.Select(l => l.Device).Distinct());
        Assert.Equal(["north"], (await LastAsync(fleet, Fleet.Us(path: "root/aaaa/"), 100)).Items.Select(r => r.Device).Distinct());
        Assert.Equal(["foreign"], (await LastAsync(fleet, Fleet.Them(), 100)).Items.Select(r => r.Device).Distinct());
    }

    [Fact]
    public async Task Last_values_come_page_by_page_without_splitting_a_device()
    {
        await using var fleet = await Fleet.StartAsync();
        foreach (var name in new[] { "a", "b", "c" }) await SendAsync(fleet, name, "root/aaaa/", 1, "roof");

        var first = await LastAsync(fleet, Fleet.Us(), 3);
        var second = await LastAsync(fleet, Fleet.Us(), 3, first.Next);

        Assert.Equal(["a", "a", "b", "b"], first.Items.Select(r => r.Device));
        Assert.Equal(["c", "c"], second.Items.Select(r => r.Device));
        Assert.Null(second.Next);
    }

    [Fact]
    public void A_range_never_has_more_round_buckets_than_points_asked_for()
    {
        Gen.Select(Gen.Long[1, 40_000_000_000], Gen.Int[1, 5000]).Sample((seconds, most) =>
        {
            var width = BucketWidth.Smallest(TimeSpan.FromSeconds(seconds), most);
            Assert.True(width >= 1000 && (most <= 2 || (Int128)seconds * 1000 / width + 2 <= most), $"{seconds} s in {most}: {width} ms");
        });
    }

    [Fact]
    public async Task One_organisations_questions_wait_their_turn_and_too_many_are_sent_away_without_touching_the_others()
    {
        using var limits = new QueryLimits(new() { ParallelPerTenant = 1, WaitingPerTenant = 1 }, TimeProvider.System);
        var first = await limits.EnterAsync(Fleet.Ours, 1, CancellationToken.None);
        var second = limits.EnterAsync(Fleet.Ours, 1, CancellationToken.None);
        using var third = await limits.EnterAsync(Fleet.Ours, 1, CancellationToken.None);
        using var others = await limits.EnterAsync(Fleet.Theirs, 1, CancellationToken.None);

        Assert.False(second.IsCompleted);
        Assert.Equal("telemetry.query-busy", third.Problem?.Code);
        Assert.Null(others.Problem);

        first.Dispose();
        using var seconds = await second;
        Assert.Null(seconds.Problem);
    }

    [Fact]
    public async Task Who_leaves_while_waiting_gives_the_place_back()
    {
        using var limits = new QueryLimits(new() { ParallelPerTenant = 1, WaitingPerTenant = 1 }, TimeProvider.System);
        using var leaving = new CancellationTokenSource();
        using var first = await limits.EnterAsync(Fleet.Ours, 1, CancellationToken.None);
        var second = limits.EnterAsync(Fleet.Ours, 1, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        var third = limits.EnterAsync(Fleet.Ours, 1, CancellationToken.None);

        Assert.False(third.IsCompleted);
        first.Dispose();
        Assert.Null((await third).Problem);
    }

    [Fact]
    public async Task What_may_be_read_in_a_minute_is_used_up_and_comes_back()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var limits = new QueryLimits(new() { ReadingsPerMinute = 10_000 }, clock);
        (await limits.EnterAsync(Fleet.Ours, 20_000, CancellationToken.None)).Dispose();

        Assert.Equal("telemetry.read-enough", (await limits.EnterAsync(Fleet.Ours, 1, CancellationToken.None)).Problem?.Code);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await limits.EnterAsync(Fleet.Ours, 1, CancellationToken.None)).Problem);
    }

    [Fact]
    public async Task A_question_larger_than_allowed_is_refused_before_anything_is_read()
    {
        await using var fleet = await Fleet.StartAsync();
        for (var i = 0; i < 30; i++) await SendAsync(fleet, $"s-{i}", "root/aaaa/", i, "roof");
        var (now, us) = (fleet.Console.Clock.GetUtcNow(), Fleet.Us());
        var ask = new ReadHistory.Input(Tagged("roof"), now.AddDays(-30), now, null, Aggregate.Average, 5000) { Grouping = SeriesGrouping.Device };

        Assert.Equal("telemetry.too-many-points", (await RunAsync(ask)).Problem?.Code);
        Assert.Equal("telemetry.too-much-to-read", (await RunAsync(ask with { From = now.AddYears(-900), Bucket = TimeSpan.FromSeconds(1), MostPoints = 500 })).Problem?.Code);
        Assert.Equal("telemetry.bad-metric", (await RunAsync(ask with { Choice = ask.Choice with { Metrics = ["a'b"] } })).Problem?.Code);
        Assert.Equal("telemetry.bad-aggregate", (await RunAsync(ask with { Aggregate = (Aggregate)99 })).Problem?.Code);
        Assert.Equal("telemetry.one-source", (await RunAsync(ask with { Choice = ask.Choice with { Devices = ["s-1"] } })).Problem?.Code);
        Assert.True((await RunAsync(ask with { MostPoints = 500 })).Succeeded);

        Task<Result<SeriesAnswer>> RunAsync(ReadHistory.Input wanted) => fleet.Console.AskAsync<ReadHistory, Result<SeriesAnswer>>(us, u => u.RunAsync(wanted, CancellationToken.None));
    }

    [Fact]
    public async Task The_store_stops_working_when_the_caller_leaves()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{fleet.Now - 1000}}},"values":{"temperature":3}}""");
        var store = fleet.Console.Services.GetRequiredService<ITelemetryStore>();
        var series = fleet.Console.Services.GetRequiredService<SeriesBook>().Find(device.Id)!.Find("temperature");
        for (var part = 0; part < 4; part++)
        {
            await store.AppendAsync(Enumerable.Range(1, 500_000).Select(i => new StoredReading(series, fleet.Now - 2_000_000_000 + ((part * 500_000L) + i) * 900, ReadingKind.Number, i, null, -1)).ToArray(), fleet.Now, CancellationToken.None);
        }

        var (now, query) = (fleet.Console.Clock.GetUtcNow(), fleet.Console.Services.GetRequiredService<ISeriesQuery>());
        var ask = new SeriesAsk(new(Fleet.Ours, ["temperature"]) { Devices = [device.Id] }, now.AddDays(-30), now) { Bucket = TimeSpan.FromSeconds(1), MostPoints = 5000 };
        await query.ReadAsync(ask, CancellationToken.None);
        var alone = System.Diagnostics.Stopwatch.GetTimestamp();
        await query.ReadAsync(ask, CancellationToken.None);
        var whole = System.Diagnostics.Stopwatch.GetElapsedTime(alone);
        using var leaving = new CancellationTokenSource();
        var reading = query.ReadAsync(ask, leaving.Token);
        leaving.CancelAfter(whole / 10);
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        // The reader's task ends only when the store has let go of the query.
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(begun) < whole * 0.8, $"{System.Diagnostics.Stopwatch.GetElapsedTime(begun)} of {whole}");
    }

    private static ChoiceInput Tagged(string tag) => new(null, null, tag, ["temperature", "humidity"]);

    private static async Task SendAsync(Fleet fleet, string name, string path, double value, params string[] tags)
    {
        var device = fleet.Devices.Add(name, path: path, tags: tags);
        await ConsumePublishesTests.PublishAsync(
            fleet, device, $"devices/{name}/telemetry", $$$"""{"ts":{{{fleet.Now - 1000}}},"values":{"temperature":{{{value}}},"humidity":{{{value + 1}}}}}""");
    }

    private static async Task<SeriesAnswer> AskAsync(Fleet fleet, Actor actor, ChoiceInput choice, SeriesGrouping grouping, Aggregate aggregate = Aggregate.Average)
    {
        var now = fleet.Console.Clock.GetUtcNow();
        var ask = new ReadHistory.Input(choice, now.AddHours(-2), now, TimeSpan.FromHours(1), aggregate, 500) { Grouping = grouping };
        return (await fleet.Console.AskAsync<ReadHistory, Result<SeriesAnswer>>(actor, u => u.RunAsync(ask, CancellationToken.None))).Value;
    }

    private static async Task<Page<ReadLastValues.Row>> LastAsync(Fleet fleet, Actor actor, int limit, string? cursor = null) =>
        (await fleet.Console.AskAsync<ReadLastValues, Result<Page<ReadLastValues.Row>>>(actor, u => u.RunAsync(new(Tagged("roof"), limit, cursor), CancellationToken.None))).Value;
}
