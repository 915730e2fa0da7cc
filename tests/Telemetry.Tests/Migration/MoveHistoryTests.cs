using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Migration;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;
using IoTConsole.Telemetry.Tests.Store;

namespace IoTConsole.Telemetry.Tests.Migration;

public sealed class MoveHistoryTests(InfluxServer server) : IClassFixture<InfluxServer>, IAsyncDisposable
{
    private const long Day = 86_400_000;
    private readonly StoreFixture _fixture = new();
    private readonly string _mark = Path.GetTempFileName();
    private readonly List<string> _said = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Everything_is_in_the_other_store_bit_for_bit_whichever_way_and_a_second_move_brings_nothing(bool toInflux)
    {
        File.Delete(_mark);
        using var influx = await OpenInfluxAsync();
        var (from, to) = toInflux ? (_fixture.Store, influx) : (influx, _fixture.Store);
        await FillAsync(from);
        var all = await from.ScanAsync(null, 0, long.MaxValue, Ct).ToListAsync(Ct);

        var first = await new MoveHistory(from, to, _mark, SayAsync).MoveAsync(Ct);
        var second = await new MoveHistory(from, to, _mark, SayAsync).MoveAsync(Ct);

        Assert.Equal((all.Count, all.Count, 0), (first.Moved, first.Added, first.Faults.Count));
        Assert.Equal((all.Count, 0, 0), (second.Moved, second.Added, second.Faults.Count));
        Assert.Equal(all, await to.ScanAsync(null, 0, long.MaxValue, Ct).ToListAsync(Ct));
        Assert.Equal((await from.LoadLatestAsync(Ct)).OrderBy(c => c.Reading.Series), (await to.LoadLatestAsync(Ct)).OrderBy(c => c.Reading.Series));
        Assert.Contains(_said, line => line.Contains("readings", StringComparison.Ordinal));
        Assert.False(File.Exists(_mark));
    }

    [Fact]
    public async Task A_move_that_died_goes_on_with_the_day_it_had_reached()
    {
        File.Delete(_mark);
        using var influx = await OpenInfluxAsync();
        await FillAsync(_fixture.Store);
        using var dying = new DyingStore(influx, after: 2);
        await Assert.ThrowsAsync<StoreFault>(() => new MoveHistory(_fixture.Store, dying, _mark, SayAsync).MoveAsync(Ct));

        var outcome = await new MoveHistory(_fixture.Store, influx, _mark, SayAsync).MoveAsync(Ct);

        Assert.Equal((3000, 1000, 0), (outcome.Moved, outcome.Added, outcome.Faults.Count));
        Assert.Contains(_said, line => line.StartsWith("Going on from", StringComparison.Ordinal));
        Assert.Equal(3000, (await influx.CheckAsync(Ct)).Readings);
    }

    [Fact]
    public async Task What_is_not_the_same_over_there_is_said_and_the_day_is_not_behind_us()
    {
        File.Delete(_mark);
        using var influx = await OpenInfluxAsync();
        await _fixture.Store.AppendAsync(new[] { new StoredReading(1, StoreFixture.T0, ReadingKind.Number, 1, null, PayloadEntry.None) }, StoreFixture.T0, Ct);
        await influx.AppendAsync(new[] { new StoredReading(1, StoreFixture.T0, ReadingKind.Number, 2, null, PayloadEntry.None) }, StoreFixture.T0, Ct);

        var outcome = await new MoveHistory(_fixture.Store, influx, _mark, SayAsync).MoveAsync(Ct);

        Assert.Contains("not the same", Assert.Single(outcome.Faults), StringComparison.Ordinal);
        Assert.False(File.Exists(_mark));
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_mark);
        await _fixture.DisposeAsync();
    }

    private Task SayAsync(string line)
    {
        _said.Add(line);
        return Task.CompletedTask;
    }

    private async Task<ITelemetryStore> OpenInfluxAsync()
    {
        var store = server.NewStore();
        await store.OpenAsync(Ct);
        return store;
    }

    private static async Task FillAsync(ITelemetryStore store)
    {
        for (var day = 0; day < 3; day++)
        {
            var start = StoreFixture.T0 - ((3 - day) * Day);
            await store.AppendAsync(
                Enumerable.Range(0, 1000).Select(i => (i % 10) switch
                {
                    0 => new StoredReading(10, start + i, ReadingKind.Text, double.NaN, $"word \"{i}\"", PayloadEntry.None),
                    1 => new StoredReading(11, start + i, ReadingKind.Boolean, i % 20 == 1 ? 1 : 0, null, i),
                    var k => new StoredReading(k, start + i, ReadingKind.Number, 1d / (i + 1), null, PayloadEntry.None),
                }).ToArray(),
                StoreFixture.T0 + day, Ct);
        }
    }
}
