using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace IoTConsole.Telemetry.Tests.Store;

public sealed class CopyTests : IDisposable
{
    private const long T0 = StoreFixture.T0;
    private readonly string _directory = Directory.CreateTempSubdirectory("iotconsole-copy-").FullName;

    [Fact]
    public async Task A_copy_made_while_readings_arrive_holds_all_acknowledged_before_it_from_the_file_and_from_closed_days()
    {
        await using var f = new StoreFixture();
        var ct = TestContext.Current.CancellationToken;
        for (var i = 0; i < 50; i++) await f.SendAsync("a", T0 + i, ("temperature", i));
        f.Clock.Advance(TimeSpan.FromDays(3));
        while (await f.Upkeep.SettleAsync(f.Clock.GetUtcNow(), ct) > 0)
        {
        }

        for (var i = 50; i < 100; i++) await f.SendAsync("a", T0 + i, ("temperature", i));
        using var over = new CancellationTokenSource();
        var going = Task.Run(async () =>
        {
            for (var i = 1000; !over.IsCancellationRequested; i++) await f.SendAsync("a", T0 + i, ("temperature", i));
        }, ct);

        var copied = await f.Upkeep.CopyAsync(_directory, ct);
        await over.CancelAsync();
        await going;

        using var copy = new DuckStore(new TelemetrySettings { StoreFile = Path.Combine(_directory, "t.duckdb") }, f.Clock, NullLogger<DuckStore>.Instance);
        await copy.OpenAsync(ct);
        var there = await copy.ReadAsync([1], 0, long.MaxValue, 1_000_000, ct);
        Assert.Equal(copied, there.Count);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => new StoredReading(1, T0 + i, ReadingKind.Number, i, null, PayloadEntry.None)), there.Take(100));
        Assert.Empty((await copy.CheckAsync(ct)).Faults);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
