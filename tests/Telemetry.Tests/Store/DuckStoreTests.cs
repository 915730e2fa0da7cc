using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Store;

public class DuckStoreTests
{
    private const long T0 = StoreFixture.T0;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_value_reads_back_as_it_was()
    {
        await using var f = new StoreFixture();
        StoredReading[] all =
        [
            new(1, T0, ReadingKind.Number, -0.1, null, 5), new(2, T0, ReadingKind.Boolean, 1, null, PayloadEntry.None),
            new(3, T0, ReadingKind.Boolean, 0, null, PayloadEntry.None), new(4, T0, ReadingKind.Text, double.NaN, "héllo ' \" 日本", PayloadEntry.None),
            new(5, T0, ReadingKind.Text, double.NaN, "true", PayloadEntry.None), new(6, T0, ReadingKind.Text, double.NaN, "", PayloadEntry.None),
        ];
        await f.Store.AppendAsync(all, T0, Ct);

        var found = (await f.Store.FindAsync(all.Select(r => (r.Series, r.At)).ToList(), Ct)).OrderBy(r => r.Series).ToList();

        Assert.Equal(all, found);
        Assert.Equal(all, await f.Store.ReadAsync([1, 2, 3, 4, 5, 6], 0, long.MaxValue, 10, Ct));
        Assert.Equal(all.Select(r => new KeptReading(r, T0)), await f.Store.ScanAsync(null, 0, long.MaxValue, Ct).ToListAsync(Ct));
        Assert.Equal(all.Select(r => r with { Sequence = PayloadEntry.None }), (await f.Store.LoadLatestAsync(Ct)).Select(c => c.Reading).OrderBy(r => r.Series));
    }

    [Fact]
    public async Task Buckets_equal_a_naive_computation()
    {
        await using var f = new StoreFixture();
        var random = new Random(7);
        var readings = Enumerable.Range(0, 2000)
            .Select(i => new StoredReading((i % 3) + 1, T0 + (i * 777), ReadingKind.Number, random.NextDouble() * 40, null, PayloadEntry.None)).ToList();
        await f.Store.AppendAsync(readings.OrderBy(_ => random.Next()).ToArray(), T0, Ct);
        const long width = 60_000;
        var (from, to) = (T0 + 5_000, T0 + 1_000_000);

        var together = await f.Store.ReadBucketsAsync(new([1, 2], from, to, width, 5000), Ct);
        var each = await f.Store.ReadBucketsAsync(new([1, 2], from, to, width, 5000, EachSeries: true), Ct);

        var within = readings.Where(r => r.Series <= 2 && r.At >= from && r.At < to).ToList();
        Same(within.GroupBy(r => (0, r.At / width * width)), together);
        Same(within.GroupBy(r => (r.Series, r.At / width * width)), each);

        static void Same(IEnumerable<IGrouping<(int Series, long Start), StoredReading>> naive, IReadOnlyList<Bucket> buckets)
        {
            var said = naive.OrderBy(g => g.Key.Start).ThenBy(g => g.Key.Series).Select(g => (
                g.Key.Series, g.Key.Start, (long)g.Count(), (long)g.Count(), (double?)g.Min(r => r.Number), (double?)g.Max(r => r.Number),
                (double?)g.MinBy(r => r.At).Number, (double?)g.MaxBy(r => r.At).Number, (string?)null)).ToList();
            Assert.Equal(said, buckets.Select(b => (b.Series, b.Start, b.Count, b.Numbers, b.Minimum, b.Maximum, b.First, b.Last, b.Text)));
            Assert.All(naive.OrderBy(g => g.Key.Start).ThenBy(g => g.Key.Series).Zip(buckets), pair => Assert.Equal(pair.First.Average(r => r.Number), pair.Second.Average!.Value, 9));
        }
    }

    [Fact]
    public async Task No_more_points_than_asked_for_and_the_oldest_first()
    {
        await using var f = new StoreFixture();
        await f.Store.AppendAsync(Enumerable.Range(0, 100).Select(i => new StoredReading(1, T0 + i, ReadingKind.Number, i, null, PayloadEntry.None)).ToArray(), T0, Ct);

        var points = await f.Store.ReadAsync([1], 0, long.MaxValue, 10, Ct);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => (double)i), points.Select(p => p.Number));
    }

    [Fact]
    public async Task A_query_stops_when_its_caller_leaves()
    {
        await using var f = new StoreFixture();
        using var leaving = new CancellationTokenSource();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => f.Store.ReadAsync([1], 0, long.MaxValue, 10, leaving.Token));
    }

    [Fact]
    public async Task Only_what_is_old_by_event_time_and_by_arrival_is_removed_and_a_series_may_differ()
    {
        await using var f = new StoreFixture();
        await f.Store.AppendAsync(Enumerable.Range(0, 50).Select(i => new StoredReading(1 + (i % 2), T0 + i, ReadingKind.Number, i, null, PayloadEntry.None)).ToArray(), T0 + 100, Ct);
        await f.Store.AppendAsync(new[] { new StoredReading(3, T0, ReadingKind.Number, 1, null, PayloadEntry.None) }, T0 + 90_000, Ct);
        await f.Store.AppendAsync(new[] { new StoredReading(4, T0 + 90_000, ReadingKind.Number, 1, null, PayloadEntry.None) }, T0 + 90_000, Ct);
        var expiry = Expiry.Before(T0 + 50_000) with { DetailOf = new Dictionary<int, long> { [2] = 0 } };

        Assert.Equal(25, await f.Store.RemoveAsync(expiry, Ct));
        Assert.Equal(0, await f.Store.RemoveAsync(expiry, Ct));
        Assert.Equal(25, await f.Store.RemoveAsync(Expiry.Before(T0 + 50_000), Ct));

        Assert.Equal([3, 4], (await f.Store.ReadAsync([1, 2, 3, 4], 0, long.MaxValue, 10, Ct)).Select(r => r.Series));
    }

    [Fact]
    public async Task History_is_taken_once_beside_what_is_stored_and_keeps_its_arrivals()
    {
        await using var f = new StoreFixture();
        await f.SendAsync("a", T0, ("temperature", 21.5));
        KeptReading[] history = [.. Enumerable.Range(0, 100).Select(i => new KeptReading(new(1, T0 - 99 + i, ReadingKind.Number, i, null, i), T0 - 50 + i))];

        Assert.Equal(99, await f.Store.ImportAsync(history, Ct));
        Assert.Equal(0, await f.Store.ImportAsync(history, Ct));

        var kept = await f.Store.ScanAsync(null, 0, long.MaxValue, Ct).ToListAsync(Ct);
        Assert.Equal(history.Take(99), kept.Take(99));
        Assert.Equal((100, 21.5), (kept.Count, kept[99].Reading.Number));
    }

    [Theory]
    [InlineData("append written")]
    [InlineData("append committed")]
    public async Task A_batch_given_again_after_a_fault_is_stored_once_wherever_the_first_attempt_ended(string point)
    {
        await using var f = new StoreFixture();
        StoredReading[] batch = [.. Enumerable.Range(0, 10).Select(i => new StoredReading(1, T0 + i, ReadingKind.Number, i, null, PayloadEntry.None))];
        f.Duck.Reached = at =>
        {
            if (at == point) throw new IOException(point);
        };
        await Assert.ThrowsAsync<StoreFault>(() => f.Store.AppendAsync(batch, T0, Ct));
        f.Duck.Reached = _ => { };

        await f.Store.AppendAsync(batch, T0, Ct);

        Assert.Equal(10, (await f.Store.CheckAsync(Ct)).Readings);
    }

    [Fact]
    public async Task A_checkpoint_among_commits_loses_nothing()
    {
        await using var f = new StoreFixture();
        var checkpoints = Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++) await f.Upkeep.CheckpointAsync(0, Ct);
        }, Ct);
        for (var i = 0; i < 200; i++) await f.SendAsync("a", T0 + i, ("temperature", i));
        await checkpoints;

        await f.ReopenAsync();

        Assert.Equal(200, (await f.RawAsync("a", "temperature")).Count);
    }
}
