using System.Diagnostics;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.Ingest;

/// <summary>Sizes of the yardstick: 250 gateways, 120,000 series. Figures are printed; what is asserted holds on a busy machine.</summary>
public class LoadTests
{
    private const int Senders = 250;
    private const int Each = 80;

    [Fact]
    public async Task Messages_of_250_senders_are_committed_in_groups_and_none_is_lost()
    {
        await using var fleet = await Fleet.StartAsync();
        var devices = Enumerable.Range(0, Senders).Select(i => fleet.Devices.Add($"s-{i}", path: "root/aaaa/bbbb/")).ToList();
        await Task.WhenAll(devices.Select(d => SendAsync(d.DeviceId, 0)));
        var (started, worked) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

        await Task.WhenAll(devices.Select(async d =>
        {
            for (var i = 1; i <= Each; i++) await SendAsync(d.DeviceId, i);
        }));

        var (took, work) = (Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - worked);
        var figures = fleet.Console.Services.GetRequiredService<IngestMeters>().Read();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Senders * Each} messages of 2 readings: {Senders * Each / took.TotalSeconds:0} a second, {work.TotalMicroseconds / (Senders * Each):0} µs of processor each; "
            + $"commit p50 {figures.CommitP50:0.0} p95 {figures.CommitP95:0.0} ms, answer p50 {figures.AnswerP50:0.0} p95 {figures.AnswerP95:0.0} ms, {figures.Total / (double)figures.Commits:0} readings a commit");
        Assert.Equal(Senders * (Each + 1) * 2, figures.Total);
        Assert.True(figures.Commits < Senders * Each / 10, $"{figures.Commits} commits");
        Assert.Equal(Senders * (Each + 1) * 2, (await fleet.Console.Services.GetRequiredService<ITelemetryStore>().FiguresAsync(CancellationToken.None)).Rows);

        async Task SendAsync(string device, int i) => Assert.Equal(PublishVerdict.Accepted, await ConsumePublishesTests.PublishAsync(
            fleet, fleet.Devices.FindByDeviceId(device)!, $"devices/{device}/telemetry", $$$"""{"ts":{{{fleet.Now - 100_000 + i}}},"values":{"temperature":{{{20 + (i % 7)}}},"humidity":{{{40 + (i % 5)}}}}}"""));
    }

    [Fact]
    public async Task A_start_with_120_000_series_restores_every_latest_value_from_the_snapshot_and_what_came_after()
    {
        await using var fleet = await Fleet.StartAsync();
        var store = fleet.Console.Services.GetRequiredService<ITelemetryStore>();
        const int count = 120_000;
        var first = Enumerable.Range(1, count).Select(s => new StoredReading(s, fleet.Now, ReadingKind.Number, s, null, PayloadEntry.None)).ToArray();
        await store.AppendAsync(first, fleet.Now, CancellationToken.None);
        await store.SaveLatestAsync(first.Select(r => new LatestCell(r, fleet.Now)).ToList(), CancellationToken.None);
        await store.AppendAsync(first.Take(count / 2).Select(r => r with { At = r.At + 60_000, Number = -r.Number, Sequence = r.Series }).ToArray(), fleet.Now + 60_000, CancellationToken.None);
        await fleet.Console.LookAsync(async db =>
        {
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            for (var i = 0; i < count; i++) db.Add(new SeriesRow { TenantId = Fleet.Ours, DeviceId = new Guid(i / 2, 0, 0, new byte[8]), Metric = i % 2 == 0 ? "temperature" : "humidity" });
            return await db.SaveChangesAsync();
        });
        var (book, board) = (new SeriesBook(fleet.Console.Services.GetRequiredService<IServiceScopeFactory>()), new LatestBoard());
        using var commit = ActivatorUtilities.CreateInstance<GroupCommit>(fleet.Console.Services);
        var started = Stopwatch.GetTimestamp();

        await book.LoadAsync(CancellationToken.None);
        var loaded = Stopwatch.GetElapsedTime(started);
        await Restore.IntoAsync(store, board, book.OwnerOf, fleet.Console.Clock.GetUtcNow(), commit, CancellationToken.None);

        TestContext.Current.TestOutputHelper?.WriteLine($"Start with {count} series: {loaded.TotalMilliseconds:0} ms for the series, {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms in all");
        Assert.Equal(count, board.All().Count);
        Assert.True(board.TryGet(7, out var renewed) && renewed.Reading.Number.Equals(-7));
        Assert.True(board.TryGet(count, out var old) && old.Reading.Number.Equals(count));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "The promise is two seconds on a machine that does nothing else.");
        await commit.DrainAsync();
    }
}
