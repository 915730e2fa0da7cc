using IoTConsole.Simulation.Connections;
using IoTConsole.Simulation.Load;

namespace IoTConsole.Simulation.Tests.Load;

public sealed class LoadRunTests : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("iotconsole-test-").FullName;
    private readonly StubBroker _broker = new();

    [Fact]
    public async Task What_is_on_record_as_acknowledged_was_heard_and_counting_goes_on_through_a_restart_of_the_broker()
    {
        // A polite restart may find nothing in flight; a line that is cut off always does.
        _broker.HangUpEvery = 50;
        await _broker.StartAsync();
        var file = Path.Combine(_directory, "acknowledged.csv");
        using var stop = new CancellationTokenSource();
        using var record = new AcknowledgedRecord(file);
        var running = LoadRun.DriveAsync(Connections(3), new LoadPlan(Window: 4, Entries: 2), record, TimeProvider.System, stop.Token);

        await Until.TrueAsync(() => record.Count > 300, "some are acknowledged");
        await _broker.StopAsync();
        var before = record.Count;
        await _broker.StartAsync();
        await Until.TrueAsync(() => record.Count > before + 300, "more are acknowledged after the restart");
        await stop.CancelAsync();
        var figures = await running;

        var lines = AcknowledgedRecord.Read(file);
        var heard = _broker.Heard.Select(h => (h.Client, h.Sequence!.Value, h.At)).ToHashSet();
        Assert.Equal(record.Count, lines.Count);
        Assert.Equal(lines.Count, lines.Distinct().Count());
        Assert.Equal(3, lines.Select(l => l.Source).Distinct().Count());
        Assert.All(lines, l => Assert.Contains(l, heard));
        Assert.Equal(figures.Acknowledged, record.Count);
        Assert.True(figures.Resent > 0);
        Assert.InRange(figures.P50, 0.01, figures.P99);
        // No two readings of a source at one moment.
        Assert.Equal(lines.Count, lines.Select(l => (l.Source, l.At)).Distinct().Count());
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private List<DeviceConnection> Connections(int count)
    {
        var factory = FactoryAuthority.Open(Path.Combine(_directory, "factory"), "Test", TimeProvider.System);
        var target = new BrokerTarget("localhost", _broker.Port, _broker.RootPem);
        return Enumerable.Range(1, count).Select(n => new DeviceConnection($"load-{n}", target, factory.DeviceOf($"load-{n}"))).ToList();
    }
}
