using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Store;

/// <summary>What every store keeps, asked of each.</summary>
public abstract class StoreConformance
{
    private const long T0 = StoreFixture.T0;
    private const long None = PayloadEntry.None;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A fresh store, open.</summary>
    internal abstract Task<ITelemetryStore> OpenAsync();

    [Fact]
    public async Task Every_kind_of_value_reads_back_as_it_was()
    {
        using var store = await OpenAsync();
        StoredReading[] all =
        [
            new(1, T0, ReadingKind.Number, -0.1, null, 5), new(2, T0, ReadingKind.Boolean, 1, null, None), new(3, T0, ReadingKind.Boolean, 0, null, None),
            new(4, T0, ReadingKind.Text, double.NaN, "héllo ' \" 日本 \\ , = \\\" \n end\\", None), new(5, T0, ReadingKind.Text, double.NaN, "true", None),
            new(6, T0, ReadingKind.Text, double.NaN, "", None), new(7, T0, ReadingKind.Number, 1, null, long.MaxValue), new(8, T0, ReadingKind.Number, 1, null, 0),
        ];
        await store.AppendAsync(all, T0 + 7, Ct);

        Assert.Equal(all, (await store.FindAsync(all.Select(r => (r.Series, r.At)).ToList(), Ct)).OrderBy(r => r.Series));
        Assert.Equal(all, await store.ReadAsync([.. all.Select(r => r.Series)], 0, long.MaxValue, 10, Ct));
        Assert.Equal(all.Select(r => new KeptReading(r, T0 + 7)), await store.ScanAsync(null, 0, long.MaxValue, Ct).ToListAsync(Ct));
        Assert.Equal(all.Select(r => new LatestCell(r with { Sequence = None }, T0 + 7)), (await store.LoadLatestAsync(Ct)).OrderBy(c => c.Reading.Series));
    }

    [Fact]
    public async Task Every_double_reads_back_bit_for_bit()
    {
        using var store = await OpenAsync();
        var random = new Random(11);
        var doubles = new[] { 0d, -0d, double.Epsilon, -double.Epsilon, 2.2250738585072009E-308, double.MaxValue, double.MinValue, 0.1, 1d / 3, 1e22, 123456789012345678, Math.PI, 5e-324 }
            .Concat(Enumerable.Range(0, 5000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64()))).Concat(Enumerable.Range(0, 5000).Select(i => Math.Round(random.NextDouble() * 100, i % 6)))
            .Where(double.IsFinite).ToList();
        await store.AppendAsync(doubles.Select((d, i) => new StoredReading(1, T0 + i, ReadingKind.Number, d, null, None)).ToArray(), T0, Ct);

        var read = await store.ReadAsync([1], 0, long.MaxValue, 20_000, Ct);
        var scanned = await store.ScanAsync([1], 0, long.MaxValue, Ct).ToListAsync(Ct);

        Assert.Equal(doubles.Select(BitConverter.DoubleToInt64Bits), read.Select(r => BitConverter.DoubleToInt64Bits(r.Number)));
        Assert.Equal(doubles.Select(BitConverter.DoubleToInt64Bits), scanned.Select(r => BitConverter.DoubleToInt64Bits(r.Reading.Number)));
    }

    [Fact]
    public async Task Buckets_equal_a_naive_computation()
    {
        using var store = await OpenAsync();
        var random = new Random(7);
        var readings = Enumerable.Range(0, 2000).Select(i => new StoredReading((i % 3) + 1, T0 + (i * 777), ReadingKind.Number, random.NextDouble() * 40, null, None)).ToList();
        await store.AppendAsync(readings.OrderBy(_ => random.Next()).ToArray(), T0, Ct);
        var words = new StoredReading[] { new(9, T0 + 60_000, ReadingKind.Text, double.NaN, "open", None), new(9, T0 + 61_000, ReadingKind.Boolean, 1, null, None) };
        await store.AppendAsync(words, T0, Ct);
        const long width = 60_000;
        var (from, to) = (T0 + 5_000, T0 + 1_000_000);

        var within = readings.Where(r => r.Series <= 2 && r.At >= from && r.At < to).ToList();
        Same(within.GroupBy(r => (0, r.At / width * width)), await store.ReadBucketsAsync(new([1, 2], from, to, width, 5000), Ct));
        Same(within.GroupBy(r => (r.Series, r.At / width * width)), await store.ReadBucketsAsync(new([1, 2], from, to, width, 5000, EachSeries: true), Ct));
        Assert.Equal([T0 / width * width], (await store.ReadBucketsAsync(new([1, 2], from, to, width, 1), Ct)).Select(b => b.Start));
        var word = Assert.Single(await store.ReadBucketsAsync(new([9], T0, to, width, 10), Ct));
        Assert.Equal((2, 1, 1d, "open"), (word.Count, word.Numbers, word.Average, word.Text));

        static void Same(IEnumerable<IGrouping<(int Series, long Start), StoredReading>> naive, IReadOnlyList<Bucket> buckets)
        {
            var said = naive.OrderBy(g => g.Key.Start).ThenBy(g => g.Key.Series).ToList();
            Assert.Equal(
                said.Select(g => (g.Key.Series, g.Key.Start, (long)g.Count(), (long)g.Count(), (double?)g.Min(r => r.Number), (double?)g.Max(r => r.Number),
                    (double?)g.MinBy(r => r.At).Number, (double?)g.MaxBy(r => r.At).Number, (string?)null)),
                buckets.Select(b => (b.Series, b.Start, b.Count, b.Numbers, b.Minimum, b.Maximum, b.First, b.Last, b.Text)));
            Assert.All(said.Zip(buckets), pair => Assert.Equal(pair.First.Average(r => r.Number), pair.Second.Average!.Value, 9));
        }
    }

    [Fact]
    public async Task No_more_points_than_asked_for_the_oldest_first_and_of_equal_times_the_least_series()
    {
        using var store = await OpenAsync();
        await store.AppendAsync(Enumerable.Range(0, 100).Select(i => new StoredReading(1 + (i * 7 % 5), T0 + (i / 5), ReadingKind.Number, i, null, None)).ToArray(), T0, Ct);

        var points = await store.ReadAsync([1, 2, 3, 4, 5], 0, long.MaxValue, 12, Ct);

        Assert.Equal([(T0, 1), (T0, 2), (T0, 3), (T0, 4), (T0, 5), (T0 + 1, 1), (T0 + 1, 2), (T0 + 1, 3), (T0 + 1, 4), (T0 + 1, 5), (T0 + 2, 1), (T0 + 2, 2)], points.Select(p => (p.At, p.Series)));
    }

    [Fact]
    public async Task A_query_stops_when_its_caller_leaves()
    {
        using var store = await OpenAsync();
        using var leaving = new CancellationTokenSource();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadAsync([1], 0, long.MaxValue, 10, leaving.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadBucketsAsync(new([1], 0, T0, 1000, 10), leaving.Token));
    }

    [Fact]
    public async Task Only_what_is_old_by_event_time_and_by_arrival_is_removed_and_a_series_may_differ()
    {
        using var store = await OpenAsync();
        await store.AppendAsync(Enumerable.Range(0, 50).Select(i => new StoredReading(1 + (i % 2), T0 + i, ReadingKind.Number, i, null, None)).ToArray(), T0 + 100, Ct);
        await store.AppendAsync(new[] { new StoredReading(1, T0 + 50, ReadingKind.Number, 1, null, None), new StoredReading(3, T0, ReadingKind.Number, 1, null, None) }, T0 + 90_000, Ct);
        await store.AppendAsync(new[] { new StoredReading(4, T0 + 90_000, ReadingKind.Number, 1, null, None) }, T0 + 90_000, Ct);
        var expiry = Expiry.Before(T0 + 50_000) with { DetailOf = new Dictionary<int, long> { [2] = 0 } };

        Assert.Equal(25, await store.RemoveAsync(expiry, Ct));
        Assert.Equal(0, await store.RemoveAsync(expiry, Ct));
        Assert.Equal(25, await store.RemoveAsync(Expiry.Before(T0 + 50_000), Ct));

        Assert.Equal([(3, T0), (1, T0 + 50), (4, T0 + 90_000)], (await store.ReadAsync([1, 2, 3, 4], 0, long.MaxValue, 10, Ct)).Select(r => (r.Series, r.At)));
    }

    [Fact]
    public async Task History_is_taken_once_beside_what_is_stored_and_keeps_its_arrivals()
    {
        using var store = await OpenAsync();
        await store.AppendAsync(new[] { new StoredReading(1, T0, ReadingKind.Number, 21.5, null, None) }, T0, Ct);
        KeptReading[] history = [.. Enumerable.Range(0, 100).Select(i => new KeptReading(new(1, T0 - 99 + i, ReadingKind.Number, i, null, i), T0 - 50 + i))];

        Assert.Equal(99, await store.ImportAsync(history, Ct));
        Assert.Equal(0, await store.ImportAsync(history, Ct));

        var kept = await store.ScanAsync(null, 0, long.MaxValue, Ct).ToListAsync(Ct);
        Assert.Equal(history.Take(99), kept.Take(99));
        Assert.Equal((100, 21.5), (kept.Count, kept[99].Reading.Number));
    }

    [Fact]
    public async Task A_batch_given_again_is_stored_once()
    {
        using var store = await OpenAsync();
        StoredReading[] batch = [.. Enumerable.Range(0, 10).Select(i => new StoredReading(1, T0 + i, ReadingKind.Number, i, null, None))];
        await store.AppendAsync(batch, T0, Ct);

        await store.ImportAsync(batch.Select(r => new KeptReading(r, T0)).ToArray(), Ct);

        var check = await store.CheckAsync(Ct);
        Assert.Equal(10, check.Readings);
        Assert.Empty(check.Faults);
    }

    [Fact]
    public async Task The_snapshot_of_latest_values_is_brought_up_to_date_and_outlives_what_it_came_from()
    {
        using var store = await OpenAsync();
        LatestCell gone = new(new(1, T0 - 5000, ReadingKind.Text, double.NaN, "open", None), T0 - 4000), old = new(new(2, T0 - 5000, ReadingKind.Number, 4, null, None), T0 - 4000);
        await store.SaveLatestAsync([new(new(1, T0 - 9000, ReadingKind.Number, 3, null, None), T0 - 8000)], Ct);
        await store.SaveLatestAsync([gone, old], Ct);
        await store.AppendAsync(new[] { new StoredReading(2, T0, ReadingKind.Boolean, 1, null, 7), new StoredReading(3, T0 - 60_000, ReadingKind.Number, 9, null, None) }, T0, Ct);

        Assert.Equal(
            [gone, new(new(2, T0, ReadingKind.Boolean, 1, null, None), T0), new(new(3, T0 - 60_000, ReadingKind.Number, 9, null, None), T0)],
            (await store.LoadLatestAsync(Ct)).OrderBy(c => c.Reading.Series));
    }

    [Fact]
    public async Task What_was_numbered_within_the_hour_is_found_again_in_the_order_of_its_arrival()
    {
        using var store = await OpenAsync();
        for (var i = 0; i < 10; i++)
            await store.AppendAsync(new[] { new StoredReading(1, T0 - (i * 1000), ReadingKind.Number, i, null, i % 2 == 0 ? i : None) }, T0 + i, Ct);

        Assert.Equal([(4L, T0 + 4), (6L, T0 + 6), (8L, T0 + 8)], (await store.LoadSequencedAsync(T0 + 3, 100, Ct)).Select(k => (k.Reading.Sequence, k.Arrived)));
        Assert.Equal([6L, 8L], (await store.LoadSequencedAsync(T0, 2, Ct)).Select(k => k.Reading.Sequence));
    }

    [Fact]
    public async Task Real_data_survives_the_round_trip_bit_for_bit()
    {
        using var store = await OpenAsync();
        var readings = RealReadings.Load(20_000);
        Assert.True(readings.Count > 1000, $"{readings.Count} readings");
        foreach (var batch in readings.Chunk(5000)) await store.AppendAsync(batch, T0, Ct);

        var kept = await store.ScanAsync(null, 0, long.MaxValue, Ct).ToListAsync(Ct);

        Assert.Equal(
            readings.OrderBy(r => r.At / 86_400_000).ThenBy(r => r.Series).ThenBy(r => r.At).Select(r => (r.Series, r.At, BitConverter.DoubleToInt64Bits(r.Number))),
            kept.Select(k => (k.Reading.Series, k.Reading.At, BitConverter.DoubleToInt64Bits(k.Reading.Number))));
    }
}
