using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Store;

/// <summary>Readings on their way from the file into days that are closed: what is asked is answered the same at every step, and after every crash.</summary>
public class SettleTests
{
    private const long Day = 86_400_000;
    private const long Midnight = StoreFixture.T0 / Day * Day;
    private const long Hour = 3_600_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_asked_is_answered_the_same_before_and_after_a_day_is_closed()
    {
        await using var f = new StoreFixture();
        var said = await FillAsync(f);
        var before = await AskAsync(f);

        await SettleAllAsync(f);

        Same(before, await AskAsync(f));
        Assert.Equal(said.Count, (await f.Store.FindAsync([.. said.Select(r => (r.Series, r.At))], Ct)).Count);
        var figures = await f.Store.FiguresAsync(Ct);
        Assert.Equal((said.Count, said.Count), ((int)figures.Rows, (int)figures.SettledRows));
        Assert.Empty((await f.Store.CheckAsync(Ct)).Faults);
    }

    [Theory]
    [InlineData("part written", 1)]
    [InlineData("part written", 2)]
    [InlineData("part recorded", 1)]
    [InlineData("day written", 1)]
    [InlineData("day recorded", 1)]
    [InlineData("day recorded", 2)]
    public async Task A_crash_at_any_point_of_settling_loses_nothing_and_doubles_nothing(string point, int time)
    {
        await using var f = new StoreFixture();
        var said = await FillAsync(f);
        var before = await AskAsync(f);
        var times = 0;
        f.Duck.Reached = at =>
        {
            if (at == point && ++times == time) f.Die();
        };

        await Assert.ThrowsAnyAsync<Exception>(() => SettleAllAsync(f));
        await f.ReopenAsync();

        Same(before, await AskAsync(f));
        await SettleAllAsync(f);
        Same(before, await AskAsync(f));
        var check = await f.Store.CheckAsync(Ct);
        Assert.Empty(check.Faults);
        Assert.Equal(said.Count, check.Readings);
        await f.ReopenAsync();
        Same(before, await AskAsync(f));
        Assert.Equal((await f.Store.FiguresAsync(Ct)).SettledRows, said.Count);
        Assert.Equal(4, Directory.GetFiles(f.Days).Length); // two days and their hours; what was half written is laid aside
    }

    [Fact]
    public async Task Late_readings_of_a_closed_day_are_seen_at_once_judged_against_it_and_merged_later()
    {
        await using var f = new StoreFixture();
        await FillAsync(f);
        await SettleAllAsync(f);
        f.Clock.Advance(TimeSpan.FromDays(3));
        var at = Midnight + 7;
        StoredReading[] late = [new(1, at, ReadingKind.Number, -50, null, 3), new(9, at, ReadingKind.Number, 5, null, PayloadEntry.None)];
        await f.Store.AppendAsync(late, Now(f), Ct);
        var before = await AskAsync(f);
        Assert.Equal(-50, before.Hours.First(b => b.Series == 1).Minimum);
        Assert.Equal(-50, before.Hours.First(b => b.Series == 1).First);

        await SettleAllAsync(f);
        Same(before, await AskAsync(f));
        f.Clock.Advance(TimeSpan.FromDays(2));
        await SettleAllAsync(f);

        Same(before, await AskAsync(f));
        Assert.Equal(late, await f.Store.FindAsync([(1, at), (9, at), (9, at + 1)], Ct));
        Assert.Equal(2, Directory.GetFiles(f.Days, "*.closed").Length);
        Assert.Empty(Directory.GetFiles(f.Days, "*.part"));
    }

    [Fact]
    public async Task Commits_go_on_while_readings_settle()
    {
        await using var f = new StoreFixture();
        var said = await FillAsync(f);
        var during = 0;
        f.Duck.Reached = at =>
        {
            if (at.StartsWith("append", StringComparison.Ordinal)) return;
            StoredReading[] one = [new(5, Midnight + (during * 1000L), ReadingKind.Number, during, null, PayloadEntry.None)];
            f.Store.AppendAsync(one, Now(f) + during++, Ct).GetAwaiter().GetResult();
        };

        await SettleAllAsync(f);

        Assert.True(during > 3);
        Assert.Equal(said.Count + during, (await f.Store.CheckAsync(Ct)).Readings);
    }

    [Fact]
    public async Task When_detail_has_gone_its_hours_still_say_the_same_and_late_readings_add_to_them()
    {
        await using var f = new StoreFixture();
        await FillAsync(f);
        await SettleAllAsync(f);
        var before = (await AskAsync(f)).Hours;
        f.Clock.Advance(TimeSpan.FromDays(40));

        Assert.True(await f.Store.RemoveAsync(Expiry.Before(Now(f) - (30 * Day)), Ct) > 0);
        await f.Store.RemoveAsync(Expiry.Before(Now(f) - (30 * Day)), Ct);

        Assert.Empty(Directory.GetFiles(f.Days, "*.closed"));
        var after = (await AskAsync(f)).Hours;
        Assert.Equal(before.Select(b => b with { Text = null }), after);
        Assert.Empty(await f.Store.ReadAsync([1, 2, 3, 4, 5], 0, long.MaxValue, 10, Ct));

        await f.Store.AppendAsync(new[] { new StoredReading(1, Midnight + 7, ReadingKind.Number, -50, null, 3) }, Now(f), Ct);
        f.Clock.Advance(TimeSpan.FromDays(3));
        await SettleAllAsync(f);
        var first = (await AskAsync(f)).Hours[0];
        Assert.Equal((before[0].Count + 1, -50, before[0].Maximum), (first.Count, first.Minimum, first.Maximum));

        Assert.True(await f.Store.RemoveAsync(Expiry.Before(Now(f) + Day, Now(f) + Day), Ct) > 0);
        Assert.Empty(Directory.GetFiles(f.Days));
        Assert.Empty((await AskAsync(f)).Hours);
    }

    [Fact]
    public async Task A_series_may_be_kept_longer_than_the_others_and_the_file_shrinks_to_it()
    {
        await using var f = new StoreFixture();
        var said = await FillAsync(f);
        await SettleAllAsync(f);
        var size = Directory.GetFiles(f.Days, "*.closed").Sum(p => new FileInfo(p).Length);
        var expiry = Expiry.Before(Now(f) + (2 * Day)) with { DetailOf = new Dictionary<int, long> { [1] = 0 } };

        await f.Store.RemoveAsync(expiry, Ct);

        Assert.Equal(said.Where(r => r.Series == 1), await f.Store.ReadAsync([1, 2, 3, 4, 5], 0, long.MaxValue, 10_000, Ct));
        Assert.InRange(Directory.GetFiles(f.Days, "*.closed").Sum(p => new FileInfo(p).Length), 1, size / 2);
        Assert.Equal(0, await f.Store.RemoveAsync(expiry, Ct));
        Assert.Empty((await f.Store.CheckAsync(Ct)).Faults);
    }

    [Fact]
    public async Task A_check_names_what_is_damaged_and_what_is_missing()
    {
        await using var f = new StoreFixture();
        await FillAsync(f);
        await SettleAllAsync(f);
        var files = Directory.GetFiles(f.Days, "*.closed").Order().ToList();
        var bytes = await File.ReadAllBytesAsync(files[0], Ct);
        bytes[bytes.Length / 3] ^= 4;
        await File.WriteAllBytesAsync(files[0], bytes, Ct);
        File.Delete(files[1]);

        var faults = (await f.Store.CheckAsync(Ct)).Faults;

        Assert.Equal(2, faults.Count);
        Assert.Contains(Path.GetFileName(files[0]), faults[0], StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(files[1]), faults[1], StringComparison.Ordinal);
    }

    /// <summary>Two days: numbers, booleans, words and a mixture, some with sequence numbers, in no order.</summary>
    private static async Task<List<StoredReading>> FillAsync(StoreFixture f)
    {
        var random = new Random(3);
        var all = new List<StoredReading>();
        for (var i = 0; i < 300; i++)
        {
            var at = Midnight + (i * 9 * 60_000) + random.Next(1800);
            all.Add(new(1, at, ReadingKind.Number, Math.Round(20 + random.NextDouble(), 1), null, i));
            all.Add(new(2, at, ReadingKind.Number, random.NextDouble(), null, PayloadEntry.None));
            all.Add(new(3, at, ReadingKind.Boolean, i % 2, null, i));
            all.Add(new(4, at, ReadingKind.Text, double.NaN, "word " + (i % 3), PayloadEntry.None));
            if (i % 2 == 0) all.Add(new(5, at + 500, i % 4 == 0 ? ReadingKind.Text : ReadingKind.Number, i % 4 == 0 ? double.NaN : i, i % 4 == 0 ? "off" : null, i));
        }

        foreach (var part in all.OrderBy(_ => random.Next()).Chunk(200)) await f.Store.AppendAsync(part, Now(f), Ct);
        f.Clock.Advance(TimeSpan.FromDays(4));
        return [.. all.OrderBy(r => r.At).ThenBy(r => r.Series)];
    }

    private static async Task SettleAllAsync(StoreFixture f)
    {
        while (await f.Upkeep.SettleAsync(f.Clock.GetUtcNow(), Ct) > 0)
        {
        }
    }

    private static long Now(StoreFixture f) => f.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Answers(
        IReadOnlyList<StoredReading> All, IReadOnlyList<StoredReading> Some, IReadOnlyList<Bucket> Hours, IReadOnlyList<Bucket> Odd, IReadOnlyList<Bucket> Minutes,
        IReadOnlyList<KeptReading> Scan, IReadOnlyList<LatestCell> Latest);

    private static async Task<Answers> AskAsync(StoreFixture f)
    {
        int[] five = [1, 2, 3, 4, 5, 9];
        return new(
            await f.Store.ReadAsync(five, 0, long.MaxValue, 10_000, Ct),
            await f.Store.ReadAsync([5, 1], Midnight + (20 * Hour), Midnight + (30 * Hour), 17, Ct),
            await f.Store.ReadBucketsAsync(new(five, Midnight - Day, Midnight + (4 * Day), Hour, 1000, EachSeries: true), Ct),
            await f.Store.ReadBucketsAsync(new([1], Midnight + 1234, Midnight + (30 * Hour) + 77, 2 * Hour, 12), Ct),
            await f.Store.ReadBucketsAsync(new(five, Midnight, Midnight + (2 * Day), 7 * 60_000, 50, EachSeries: true), Ct),
            await f.Store.ScanAsync(null, Midnight + Hour, Midnight + (26 * Hour), Ct).ToListAsync(Ct),
            [.. (await f.Store.LoadLatestAsync(Ct)).OrderBy(c => c.Reading.Series)]);
    }

    private static void Same(Answers before, Answers after)
    {
        Assert.Equal(before.All, after.All);
        Assert.Equal(before.Some, after.Some);
        Same(before.Hours, after.Hours);
        Same(before.Odd, after.Odd);
        Same(before.Minutes, after.Minutes);
        Assert.Equal(before.Scan.Select(k => k.Reading), after.Scan.Select(k => k.Reading));
        Assert.All(before.Scan.Zip(after.Scan), pair => Assert.InRange(pair.First.Arrived - pair.Second.Arrived, -59_999, 59_999));
        Assert.Equal(before.Latest.Select(c => c.Reading), after.Latest.Select(c => c.Reading));
    }

    // Sums are the same to the last bits only when added in the same order.
    private static void Same(IReadOnlyList<Bucket> before, IReadOnlyList<Bucket> after)
    {
        Assert.Equal(before.Select(b => b with { Sum = null }), after.Select(b => b with { Sum = null }));
        Assert.All(before.Zip(after), pair => Assert.Equal(pair.First.Sum ?? 0, pair.Second.Sum ?? 0, 9));
    }
}
