using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Store;

public class DuckStoreTests
{
    private const long T0 = StoreFixture.T0;

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
        f.Store.Append(all, T0);

        var found = f.Store.Find(all.Select(r => (r.Series, r.At)).ToList()).OrderBy(r => r.Series).ToList();

        Assert.Equal(all.Select(r => r with { Sequence = PayloadEntry.None }), found);
        Assert.Equal(all.Select(r => r with { Sequence = PayloadEntry.None }), f.Store.LoadLatest().Select(c => c.Reading).OrderBy(r => r.Series));
    }

    [Theory]
    [InlineData(Aggregate.Average)]
    [InlineData(Aggregate.Minimum)]
    [InlineData(Aggregate.Maximum)]
    [InlineData(Aggregate.Count)]
    [InlineData(Aggregate.Last)]
    public async Task Buckets_equal_a_naive_computation(Aggregate aggregate)
    {
        await using var f = new StoreFixture();
        var random = new Random(7);
        var readings = Enumerable.Range(0, 2000).DistinctBy(i => i)
            .Select(i => new StoredReading((i % 3) + 1, T0 + (i * 777), ReadingKind.Number, random.NextDouble() * 40, null, PayloadEntry.None)).ToList();
        f.Store.Append(readings.OrderBy(_ => random.Next()).ToArray(), T0);
        const long bucket = 60_000;
        var (from, to) = (T0 + 5_000, T0 + 1_000_000);

        var points = await f.Store.ReadAsync([1, 2], from, to, bucket, aggregate, 5000, CancellationToken.None);

        var naive = readings.Where(r => r.Series <= 2 && r.At >= from && r.At < to).GroupBy(r => r.At / bucket * bucket).OrderBy(g => g.Key)
            .Select(g => (g.Key, Value: aggregate switch
            {
                Aggregate.Average => g.Average(r => r.Number),
                Aggregate.Minimum => g.Min(r => r.Number),
                Aggregate.Maximum => g.Max(r => r.Number),
                Aggregate.Count => g.Count(),
                _ => g.MaxBy(r => r.At).Number,
            }, Low: g.Min(r => r.Number), High: g.Max(r => r.Number), Count: (long)g.Count())).ToList();
        Assert.Equal(naive.Select(n => (n.Key, n.Low, n.High, n.Count)), points.Select(p => (p.At.ToUnixTimeMilliseconds(), p.Minimum!.Value, p.Maximum!.Value, p.Count)));
        Assert.All(naive.Zip(points), pair => Assert.Equal(pair.First.Value, pair.Second.Value!.Value, 9));
    }

    [Fact]
    public async Task No_more_points_than_asked_for_and_the_oldest_first()
    {
        await using var f = new StoreFixture();
        f.Store.Append(Enumerable.Range(0, 100).Select(i => new StoredReading(1, T0 + i, ReadingKind.Number, i, null, PayloadEntry.None)).ToArray(), T0);

        var points = await f.Store.ReadAsync([1], 0, long.MaxValue, 0, Aggregate.Raw, 10, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => (double?)i), points.Select(p => p.Value));
    }

    [Fact]
    public async Task A_query_stops_when_its_caller_leaves()
    {
        await using var f = new StoreFixture();
        using var leaving = new CancellationTokenSource();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => f.Store.ReadAsync([1], 0, long.MaxValue, 0, Aggregate.Raw, 10, leaving.Token));
    }

    [Fact]
    public async Task Only_what_is_old_by_event_time_and_by_arrival_is_removed_and_never_more_than_asked()
    {
        await using var f = new StoreFixture();
        f.Store.Append([.. Enumerable.Range(0, 50).Select(i => new StoredReading(1, T0 + i, ReadingKind.Number, i, null, PayloadEntry.None))], T0 + 100);
        f.Store.Append([new(2, T0, ReadingKind.Number, 1, null, PayloadEntry.None)], T0 + 90_000);
        f.Store.Append([new(3, T0 + 90_000, ReadingKind.Number, 1, null, PayloadEntry.None)], T0 + 90_000);

        Assert.Equal(20, f.Store.RemoveBefore(T0 + 50_000, 20));
        Assert.Equal(30, f.Store.RemoveBefore(T0 + 50_000, 1000));
        Assert.Equal(0, f.Store.RemoveBefore(T0 + 50_000, 1000));
        f.Store.Checkpoint();

        Assert.Equal(2, (await f.Store.ReadAsync([1, 2, 3], 0, long.MaxValue, 0, Aggregate.Raw, 10, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task A_checkpoint_among_commits_loses_nothing()
    {
        await using var f = new StoreFixture();
        var checkpoints = Task.Run(() =>
        {
            for (var i = 0; i < 5; i++) f.Store.Checkpoint();
        });
        for (var i = 0; i < 200; i++) await f.SendAsync("a", T0 + i, ("temperature", i));
        await checkpoints;

        await f.ReopenAsync();

        Assert.Equal(200, (await f.RawAsync("a", "temperature")).Count);
    }
}
