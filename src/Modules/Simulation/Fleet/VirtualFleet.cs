using System.Collections.Concurrent;
using IoTConsole.Simulation.Connections;
using IoTConsole.Simulation.Contracts;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Simulation.Fleet;

/// <summary>How the fleet is doing, for a line in the log and for tests.</summary>
internal sealed record FleetFigures(int Connections, int Connected, long Entries, long Readings, long Refused, long FurthestBehindSeconds);

/// <summary>
/// All virtual gateways of a plan, driven by one tick a second. A device costs a few numbers and no timer; a gateway costs its
/// connection.
/// </summary>
internal sealed class VirtualFleet : IAsyncDisposable
{
    private readonly IReadOnlyList<VirtualGateway> _gateways;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly long _born;
    private readonly int _every;
    private readonly ConcurrentDictionary<bool, ConcurrentBag<EntryWriter>> _writers = new();
    private readonly ConcurrentDictionary<VirtualGateway, Task> _sending = new();
    private readonly Pace _pace;

    /// <param name="born">Seconds since 1970: what is older is history.</param>
    /// <param name="from">Per device id, the second up to which it was acknowledged; <paramref name="start"/> for those missing.</param>
    public VirtualFleet(
        FleetPlan plan, long born, long start, IReadOnlyDictionary<string, long> from, BrokerTarget broker, FactoryAuthority factory,
        TimeProvider clock, ILogger log)
    {
        (_born, _clock, _log) = (born, clock, log);
        // Ten buildings are for looking at, hundreds are for measuring.
        _every = plan.Buildings.Count <= 10 ? 2 : 5;
        _pace = new Pace(clock, entriesPerSecond: 8_000);
        _gateways = Feeds.Of(plan, born).Select((feed, i) =>
        {
            var isGateway = feed.Topic.StartsWith("gateways/", StringComparison.Ordinal);
            // Both wire forms and both protocol versions are in daily use: one gateway in eight and all stations write JSON.
            var cbor = isGateway && i % 8 != 7;
            var connection = new DeviceConnection(feed.DeviceId, broker, factory.DeviceOf(feed.DeviceId), version5: isGateway);
            return new VirtualGateway(feed, connection, cbor, isGateway ? i + 1 : 0) { Acknowledged = from.GetValueOrDefault(feed.DeviceId, start) };
        }).ToList();
    }

    public FleetFigures Figures()
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        return new FleetFigures(
            _gateways.Count, _gateways.Count(g => g.Connection.IsConnected), _gateways.Sum(g => g.Entries), _gateways.Sum(g => g.Readings), _gateways.Sum(g => g.Refused),
            _gateways.Max(g => now - g.Acknowledged));
    }

    /// <summary>Where each connection has got to, to go on from after a restart.</summary>
    public Dictionary<string, long> Positions() => _gateways.ToDictionary(g => g.DeviceId, g => g.Acknowledged);

    /// <summary>Looks at every connection once and lets those that are due send. Does not wait for them.</summary>
    public void Tick(CancellationToken ct)
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (var gateway in _gateways)
        {
            if (gateway.Number > 0 && Outages.IsDown(gateway.Number, _born, now))
            {
                if (!gateway.IsBusy && gateway.Connection.IsConnected) _sending[gateway] = gateway.Connection.DisconnectAsync(politely: false);
            }
            else if (gateway.IsDue(now, _every))
            {
                _sending[gateway] = SendAsync(gateway, now, ct);
            }
        }
    }

    /// <summary>Ticks each second until stopped.</summary>
    public async Task LiveAsync(Action<VirtualFleet> everyTenSeconds, CancellationToken ct)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1), _clock);
        for (var ticks = 1; await second.WaitForNextTickAsync(ct); ticks++)
        {
            Tick(ct);
            if (ticks % 10 == 0) everyTenSeconds(this);
        }
    }

    /// <summary>Until every send that was started has ended.</summary>
    public Task SettleAsync() => Task.WhenAll(_sending.Values);

    public async ValueTask DisposeAsync()
    {
        await SettleAsync();
        await Task.WhenAll(_gateways.Select(g => g.Connection.DisconnectAsync(politely: true)));
        foreach (var writer in _writers.Values.SelectMany(w => w)) writer.Dispose();
    }

    private async Task SendAsync(VirtualGateway gateway, long now, CancellationToken ct)
    {
        var idle = _writers.GetOrAdd(gateway.SpeaksCbor, _ => []);
        if (!idle.TryTake(out var writer)) writer = new EntryWriter(gateway.SpeaksCbor);
        var before = gateway.Connection.Trouble;
        try
        {
            await gateway.SendAsync(now, writer, _pace.WaitAsync, ct);
            if (gateway.Connection.Trouble is { } trouble && trouble != before)
                _log.LogInformation("{DeviceId} has no line: {Trouble}", gateway.DeviceId, trouble);
        }
        catch (Exception fault)
        {
            // One gateway's bug must not stop the others; it is tried again at its next turn.
            _log.LogError(fault, "{DeviceId} could not send", gateway.DeviceId);
        }
        finally
        {
            idle.Add(writer);
        }
    }
}
