using IoTConsole.Simulation.Connections;
using IoTConsole.Simulation.Replay;

namespace IoTConsole.Simulation.Tests.Replay;

public sealed class ReplayerTests : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("iotconsole-test-").FullName;
    private readonly StubBroker _broker = new();

    [Fact]
    public async Task A_data_set_arrives_as_it_is_with_its_dirt_and_its_repeats_even_when_the_line_breaks()
    {
        _broker.HangUpEvery = 4;
        await _broker.StartAsync();
        var read = WriteAndRead(rows: 1_500);
        var figures = await NewReplayer(speed: null).SendAsync(read, CancellationToken.None);

        Assert.Equal((read.Rows.Count, 0), (figures.Acknowledged, figures.Refused));
        var said = read.Rows.Select(r => (r.DeviceId, r.At, r.Sequence, string.Join(' ', r.Values.Select(v => $"{v.Metric}={v.Text ?? v.Number.ToString()}").Order(StringComparer.Ordinal)))).ToList();
        var heard = _broker.Heard.Select(h => (h.Client, h.At, h.Sequence, h.Values)).Distinct().ToList();
        Assert.Equal(said.Distinct().Order(), heard.Order());
        Assert.Equal(3, _broker.Heard.Select(h => h.Sequence).Count(s => s == 0)); // twice repeated by its sender
        Assert.Contains("temperature=#VALUE!", string.Join('|', heard.Select(h => h.Values)));
        Assert.Contains(figures.Lines(), l => l.Contains("1 rows: no-values, first in elsys_ems.csv line"));
    }

    [Fact]
    public async Task At_a_speed_the_pauses_are_those_of_the_original_made_shorter()
    {
        await _broker.StartAsync();
        var read = WriteAndRead(rows: 4);
        var started = TimeProvider.System.GetTimestamp();
        await NewReplayer(speed: 3_600).SendAsync(read, CancellationToken.None);

        // From the first row to the last it is an hour and a half.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 1.4, 30);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private Replayer NewReplayer(double? speed)
    {
        var factory = FactoryAuthority.Open(Path.Combine(_directory, "factory"), "Test", TimeProvider.System);
        var target = new BrokerTarget("localhost", _broker.Port, _broker.RootPem);
        return new Replayer((id, _) => Task.FromResult(new DeviceConnection(id, target, factory.DeviceOf(id))), speed, TimeProvider.System);
    }

    private ReadDataSet WriteAndRead(int rows)
    {
        var start = new DateTime(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var lines = Enumerable.Range(0, rows).Select(i =>
            $"{start.AddMinutes(30 * i):yyyy-MM-dd'T'HH:mm:ss.fff'Z'},{(i < 3 ? 0 : i)},{(i == 7 ? "#VALUE!" : i == 8 ? "" : $"{i / 10.0}")},{(i == 8 ? "" : "50")},{(i == 8 ? "" : "3600")},{(i == 8 ? "" : "0")}");
        File.WriteAllLines(Path.Combine(_directory, "elsys_ems.csv"), lines.Prepend("received_utc,fcnt,temperature_c,humidity_pct,battery_mv,acc_motion"));
        return DataSetReader.Read(DataSets.All.Single(s => s.Name == "lorawan_campusiot"), _directory);
    }
}
