using System.Globalization;
using System.Runtime.InteropServices;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Series;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.Vitals;

/// <summary>How every device is doing, from memory; the whole fleet is judged at most once a second, whoever asks.</summary>
internal sealed class FleetHealth : IDeviceVitals
{
    private const int MostMetrics = 200;
    private static readonly TimeSpan _fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _rarely = TimeSpan.FromSeconds(20);
    private readonly IDeviceDirectory _devices;
    private readonly SeriesBook _book;
    private readonly LatestBoard _board;
    private readonly ISiteDirectory _sites;
    private readonly IBrokerSessions? _sessions;
    private readonly TimeProvider _clock;
    private readonly GroupCommit _commit;
    private readonly Lock _judging = new();
    private readonly Dictionary<Guid, (long At, IReadOnlyList<MetricName> Names)> _metrics = [];
    private (long At, IReadOnlyList<Line> Lines) _last = (0, []);

    public FleetHealth(
        IDeviceDirectory devices, SeriesBook book, LatestBoard board, ISiteDirectory sites, IEnumerable<IBrokerSessions> sessions,
        GroupCommit commit, TimeProvider clock)
    {
        // A console without a broker of its own has no sessions to look at.
        (_devices, _book, _board, _sites, _sessions, _clock) = (devices, book, board, sites, sessions.FirstOrDefault(), clock);
        _commit = commit;
    }

    /// <param name="LastArrived">Milliseconds since 1970; 0 for never.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Line(DeviceEntry Device, HealthState State, long LastArrived);

    /// <summary>Every device of every tenant; at most a second old. Whoever shows it filters by scope.</summary>
    public IReadOnlyList<Line> Read()
    {
        lock (_judging)
        {
            if (_last.At != 0 && _clock.GetElapsedTime(_last.At) < _fresh) return _last.Lines;
            var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
            var all = _devices.All;
            var lines = new List<Line>(all.Count);
            foreach (var device in all)
            {
                var facts = FactsOf(device, now);
                lines.Add(new(device, HealthRules.Judge(facts), facts.LastArrived));
            }

            _last = (_clock.GetTimestamp(), lines);
            return lines;
        }
    }

    public DeviceFacts FactsOf(DeviceEntry device)
    {
        var facts = FactsOf(device, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        return new(HealthRules.Judge(facts), facts.LastArrived, device.GatewayId is null ? _sessions?.IsConnected(device.DeviceId) : null);
    }

    public LastValue? ValueOf(Guid deviceId, string metric)
    {
        if (_book.Find(deviceId)?.Find(metric) is not (> 0 and var series) || !_board.TryGet(series, out var cell)) return null;
        var reading = cell.Reading;
        return reading.Kind == ReadingKind.Text
            ? new(double.NaN, reading.Text, null, reading.At)
            : new(reading.Number, null, reading.Kind == ReadingKind.Number ? MetricCatalogue.UnitOf(metric) : null, reading.At);
    }

    public IReadOnlyList<MetricName> MetricsOf(Guid tenantId)
    {
        lock (_metrics)
        {
            if (_metrics.TryGetValue(tenantId, out var known) && _clock.GetElapsedTime(known.At) < _rarely) return known.Names;
            var names = _book.Tracks.Where(t => t.TenantId == tenantId).SelectMany(t => t.Series.Select(s => s.Metric)).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal).Take(MostMetrics).Select(m => new MetricName(m, MetricCatalogue.WordsOf(m), MetricCatalogue.UnitOf(m))).ToList();
            _metrics[tenantId] = (_clock.GetTimestamp(), names);
            return names;
        }
    }

    public DeviceVitals? For(Guid deviceId)
    {
        if (_devices.Find(deviceId) is not { } device) return null;
        var facts = FactsOf(device, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        var state = HealthRules.Judge(facts);
        var connected = device.GatewayId is null ? _sessions?.IsConnected(device.DeviceId) : null;
        var words = HealthRules.Why(facts, state, LinkOf(device, connected), at => ClockTime(device, at, facts.Now));
        return new(
            facts.LastArrived == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(facts.LastArrived), state, words, facts.Battery, connected)
        {
            Rule = HealthRules.Rule(facts),
        };
    }

    private HealthFacts FactsOf(DeviceEntry device, long now)
    {
        var track = _book.Find(device.Id);
        var battery = track?.Find("battery") is > 0 and var series && _board.TryGet(series, out var cell) ? cell.Reading.Number : (double?)null;
        return new(device.State, device.ExpectedIntervalSeconds, now, track?.LastArrived ?? 0, _commit.ListeningSince, battery);
    }

    private string? LinkOf(DeviceEntry device, bool? connected)
    {
        if (device.GatewayId is { } gatewayId)
        {
            if (_sessions is null || _devices.Find(gatewayId) is not { } gateway) return null;
            return _sessions.IsConnected(gateway.DeviceId) ? "gateway online" : "gateway not connected";
        }

        return connected switch
        {
            true => "connected but silent",
            false => "not connected",
            null => null,
        };
    }

    private string ClockTime(DeviceEntry device, long at, long now)
    {
        var zone = _sites.ZoneOf(device.TenantId, device.SitePath);
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), zone);
        var today = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(now), zone);
        return local.ToString(local.Date == today.Date ? "HH:mm" : "d MMM HH:mm", CultureInfo.InvariantCulture);
    }
}
