using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Vitals;
using IoTConsole.Tenants.Contracts;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Telemetry.Sites;

/// <summary>A building floor by floor and zone by zone, as it is now: one figure for each zone that the caller sees, from memory.</summary>
internal sealed class ReadMatrix(
    FleetHealth health, IDeviceDirectory devices, SeriesBook book, LatestBoard board, ISiteDirectory sites, Caller caller, TimeProvider clock)
{
    public const string Health = "health";

    /// <param name="Metric">A metric's name, or <see cref="Health"/>.</param>
    internal sealed record Row(string SiteName, string Metric, string? Unit, IReadOnlyList<string> Floors, IReadOnlyList<string> Zones, IReadOnlyList<Cell> Cells);

    /// <param name="Value">Mean of the zone's fresh values (sum for people, lowest for batteries); null when none is fresh.</param>
    /// <param name="Worst">The worst state of its devices.</param>
    /// <param name="Troubled">Devices in that state.</param>
    internal sealed record Cell(Guid SiteId, string Floor, string Zone, double? Value, int Devices, int Fresh, HealthState Worst, int Troubled)
    {
        /// <summary>What its devices said last, where none of it is fresh; and the newest moment of that.</summary>
        public (double Value, DateTimeOffset At)? Last { get; init; }
    }

    /// <returns>Null for a node above buildings, which has no floors.</returns>
    public Task<Result<Row?>> RunAsync(Guid siteId, string metric, CancellationToken ct) => Task.FromResult(Run(siteId, metric));

    private Result<Row?> Run(Guid siteId, string metric)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant || sites.Find(tenant, siteId) is not { } site) return TelemetryProblems.NoSuchSite;
        if (!caller.Actor.Can(TelemetryPermissions.View, site.Path)) return TelemetryProblems.NoSuchSite;
        if (site.Kind is SiteKind.Portfolio or SiteKind.Region) return default(Row);
        var states = metric == Health ? health.Read().Where(l => l.Device.TenantId == tenant).ToDictionary(l => l.Device.Id, l => l.State) : [];
        var below = sites.Below(tenant, site.Path);
        var cells = new List<Cell>();
        foreach (var node in below.Where(n => n.Kind is SiteKind.Zone || !below.Any(child => child.ParentId == n.Id)))
        {
            var floor = sites.Trail(tenant, node.Path).LastOrDefault(n => n.Kind == SiteKind.Floor);
            cells.Add(CellOf(node, floor?.Name ?? site.Name, node.Kind == SiteKind.Zone ? node.Name : T("Whole floor"), metric, states));
        }

        var unit = metric == Health ? null : MetricCatalogue.UnitOf(metric);
        return new Row(site.Name, metric, unit, cells.Select(c => c.Floor).Distinct().ToList(), cells.Select(c => c.Zone).Distinct().Order().ToList(), cells);
    }

    private Cell CellOf(SiteNode zone, string floor, string name, string metric, Dictionary<Guid, HealthState> states)
    {
        var (count, fresh, old) = (0, new Sum(), new Sum());
        var tally = new int[Enum.GetValues<HealthState>().Length];
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var device in devices.Under(zone.TenantId, zone.Path))
        {
            if (device.State == LifecycleState.Decommissioned) continue;
            count++;
            if (states.TryGetValue(device.Id, out var state)) tally[(int)state]++;
            else if (Last(device, metric) is { } last) (now - last.At <= SiteTally.FreshFor(device) ? fresh : old).Add(last.Number, last.At);
        }

        var worst = _worstFirst.FirstOrDefault(s => tally[(int)s] > 0, HealthState.Unknown);
        return new(zone.Id, floor, name, fresh.Shown(metric), count, fresh.Count, worst, tally[(int)worst])
        {
            Last = fresh.Count == 0 && old.Shown(metric) is { } shown ? (shown, DateTimeOffset.FromUnixTimeMilliseconds(old.Newest)) : null,
        };
    }

    private (double Number, long At)? Last(DeviceEntry device, string metric)
    {
        var series = book.Find(device.Id)?.Find(metric) ?? 0;
        return series != 0 && board.TryGet(series, out var cell) && double.IsFinite(cell.Reading.Number) ? (cell.Reading.Number, cell.Reading.At) : null;
    }

    private sealed class Sum
    {
        private double _total;
        private double _lowest = double.PositiveInfinity;

        public int Count { get; private set; }

        public long Newest { get; private set; }

        public void Add(double value, long at) => (Count, _total, _lowest, Newest) = (Count + 1, _total + value, Math.Min(_lowest, value), Math.Max(Newest, at));

        public double? Shown(string metric) => Count == 0 ? null : metric switch
        {
            "occupancy" or "people" => _total,
            Comfort.Battery => _lowest,
            _ => _total / Count,
        };
    }

    private static readonly HealthState[] _worstFirst =
    [
        HealthState.Offline, HealthState.Quarantined, HealthState.Late, HealthState.LowBattery, HealthState.Unknown,
        HealthState.Maintenance, HealthState.Healthy, HealthState.Planned, HealthState.Decommissioned,
    ];
}
