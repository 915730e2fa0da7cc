using IoTConsole.Simulation.Connections;
using IoTConsole.Simulation.Contracts;
using IoTConsole.Simulation.Fleet;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IoTConsole.Simulation.Tests.Fleet;

public sealed class VirtualFleetTests : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("iotconsole-test-").FullName;
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly FleetPlan _plan = FleetPlan.Meridian(2, 1, 2);
    private readonly StubBroker _broker = new();
    private readonly long _born;

    public VirtualFleetTests() => _born = _clock.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task Gateways_and_stations_publish_over_mutual_TLS_each_under_its_own_name()
    {
        await _broker.StartAsync();
        await using var fleet = NewFleet(new Dictionary<string, long>());
        await LiveAsync(fleet, 90);

        Assert.Equal(4, fleet.Figures().Connected);
        Assert.Equal(["mer-b001-gw", "mer-b001-roof", "mer-b002-gw", "mer-b002-roof"], _broker.Presented.Keys.Order(StringComparer.Ordinal));
        Assert.All(_broker.Heard, h => Assert.EndsWith($"{h.Client}/telemetry", h.Topic, StringComparison.Ordinal));
        AssertAllThere(fleet);
    }

    [Fact]
    public async Task What_was_due_while_the_broker_was_away_arrives_when_it_is_back_and_none_is_missing()
    {
        await _broker.StartAsync();
        await using var fleet = NewFleet(new Dictionary<string, long>());
        await LiveAsync(fleet, 60);
        var before = _broker.Heard.Count;
        await _broker.StopAsync();
        await LiveAsync(fleet, 180);
        Assert.Equal(before, _broker.Heard.Count);
        Assert.True(fleet.Figures().FurthestBehindSeconds > 150);

        await _broker.StartAsync();
        await LiveAsync(fleet, 130); // the longest a gateway stays away, and once around

        Assert.InRange(fleet.Figures().FurthestBehindSeconds, 0, 10);
        AssertAllThere(fleet);
    }

    [Fact]
    public async Task A_broker_that_hangs_up_in_the_middle_gets_the_same_message_again()
    {
        _broker.HangUpEvery = 5;
        await _broker.StartAsync();
        await using var fleet = NewFleet(new Dictionary<string, long>());
        await LiveAsync(fleet, 300);

        AssertAllThere(fleet);
    }

    [Fact]
    public async Task After_a_restart_of_the_process_the_fleet_goes_on_where_it_was_acknowledged()
    {
        await _broker.StartAsync();
        Dictionary<string, long> positions;
        await using (var first = NewFleet(new Dictionary<string, long>()))
        {
            await LiveAsync(first, 60);
            positions = first.Positions();
        }

        _clock.Advance(TimeSpan.FromMinutes(10));
        await using var second = NewFleet(positions);
        await LiveAsync(second, 60);

        AssertAllThere(second);
    }

    [Fact]
    public async Task A_day_of_history_is_sent_first()
    {
        await _broker.StartAsync();
        await using var fleet = NewFleet(new Dictionary<string, long>(), hours: 24);
        await LiveAsync(fleet, 60);

        Assert.InRange(fleet.Figures().FurthestBehindSeconds, 0, 10);
        Assert.True(_broker.Heard.Min(h => h.At) < (_born - (23.9 * 3600)) * 1000);
        AssertAllThere(fleet, hours: 24);
    }

    [Fact]
    public async Task A_gateway_in_its_outage_has_no_line_and_makes_up_for_it()
    {
        await _broker.StartAsync();
        await using var fleet = NewFleet(new Dictionary<string, long>());
        await LiveAsync(fleet, 30);
        _clock.Advance(TimeSpan.FromSeconds(890));
        await LiveAsync(fleet, 60);
        Assert.Equal(3, fleet.Figures().Connected);

        _clock.Advance(TimeSpan.FromSeconds(720));
        await LiveAsync(fleet, 60);

        Assert.Equal(4, fleet.Figures().Connected);
        AssertAllThere(fleet);
    }

    [Fact]
    public async Task What_the_broker_refuses_for_good_is_counted_and_not_sent_for_ever()
    {
        _broker.Answer = MQTTnet.Protocol.MqttPubAckReasonCode.NotAuthorized;
        await _broker.StartAsync();
        await using var fleet = NewFleet(new Dictionary<string, long>());
        await LiveAsync(fleet, 30);

        Assert.True(fleet.Figures().Refused > 0);
        Assert.InRange(fleet.Figures().FurthestBehindSeconds, 0, 10);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private VirtualFleet NewFleet(IReadOnlyDictionary<string, long> positions, int hours = 0) => new(
        _plan, _born, _born - (hours * 3600), positions, new BrokerTarget("localhost", _broker.Port, _broker.RootPem),
        FactoryAuthority.Open(Path.Combine(_directory, "factory"), "Test", _clock), _clock, NullLogger.Instance);

    /// <summary>Lets seconds pass, and in each all that is due be sent.</summary>
    private async Task LiveAsync(VirtualFleet fleet, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            fleet.Tick(CancellationToken.None);
            var settled = fleet.SettleAsync();
            await Until.TrueAsync(
                () =>
                {
                    // Catching up is paced by the clock, which moves only here: by less than it takes to make another reading due.
                    if (!settled.IsCompleted) _clock.Advance(TimeSpan.FromMilliseconds(1));
                    return settled.IsCompleted;
                },
                "everything due is sent");
        }
    }

    /// <summary>The broker heard exactly what each connection had to say up to its position.</summary>
    private void AssertAllThere(VirtualFleet fleet, int hours = 0)
    {
        var positions = fleet.Positions();
        foreach (var feed in Feeds.Of(_plan, _born))
        {
            using var writer = new EntryWriter(cbor: false);
            writer.Start();
            feed.Write(writer, _born - (hours * 3600), positions[feed.DeviceId], int.MaxValue);
            var said = StubBroker.Read(feed.DeviceId, feed.Topic, writer.Finish()).ToHashSet();
            var heard = _broker.Heard.Where(h => h.Client == feed.DeviceId).ToHashSet();
            Assert.NotEmpty(said);
            Assert.Empty(said.Except(heard));
            Assert.Empty(heard.Except(said));
        }
    }
}
