using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Vitals;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.Sites;

/// <summary>A building floor by floor and zone by zone, as it is now: one figure for each zone that the caller sees, from memory.</summary>
internal sealed class ReadMatrix(
    FleetHealth health, IDeviceDirectory devices, SeriesBook book, LatestBoard board, ISiteDirectory sites, Caller caller, TimeProvider clock)
{
    public const string Health = "health";

    /// <param name="Metric">A metric's name, or <see cref="Health"/>.</param>
    internal sealed record Row(string SiteName, string Metric, string? Unit, IReadOnlyList<string> Floors, IReadOnlyList<string> Zones, IReadOnlyList<Cell> Cells);

    /// <param name="Value">Mean of the zone's fresh values (sum for people); null when none is fresh.</param>
    /// <param name="Worst">The worst state of its devices.</param>
    /// <param name="Troubled">Devices in that state.</param>
    internal sealed record Cell(Guid SiteId, string Floor, string Zone, double? Value, int Devices, int Fresh, HealthState Worst, int Troubled);

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
            cells.Add(CellOf(node, floor?.Name ?? site.Name, node.Kind == SiteKind.Zone ? node.Name : "Whole floor", metric, states));
        }

        var unit = metric == Health ? null : MetricCatalogue.UnitOf(metric);
        return new Row(site.Name, metric, unit, cells.Select(c => c.Floor).Distinct().ToList(), cells.Select(c => c.Zone).Distinct().Order().ToList(), cells);
    }

    private Cell CellOf(SiteNode zone, string floor, string name, string metric, Dictionary<Guid, HealthState> states)
    {
        var (count, fresh, sum) = (0, 0, 0.0);
        var tally = new int[Enum.GetValues<HealthState>().Length];
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var device in devices.Under(zone.TenantId, zone.Path))
        {
            if (device.State == LifecycleState.Decommissioned) continue;
            count++;
            if (states.TryGetValue(device.Id, out var state)) tally[(int)state]++;
            else if (Fresh(device, metric, now) is { } value) (fresh, sum) = (fresh + 1, sum + value);
        }

        var worst = _worstFirst.FirstOrDefault(s => tally[(int)s] > 0, HealthState.Unknown);
        double? shown = fresh == 0 ? null : metric is "occupancy" or "people" ? sum : sum / fresh;
        return new(zone.Id, floor, name, shown, count, fresh, worst, tally[(int)worst]);
    }

    private double? Fresh(DeviceEntry device, string metric, long now)
    {
        var series = book.Find(device.Id)?.Find(metric) ?? 0;
        var limit = Math.Max(120, device.ExpectedIntervalSeconds * 3) * 1000L;
        return series != 0 && board.TryGet(series, out var cell) && now - cell.Reading.At <= limit && double.IsFinite(cell.Reading.Number) ? cell.Reading.Number : null;
    }

    private static readonly HealthState[] _worstFirst =
    [
        HealthState.Offline, HealthState.Quarantined, HealthState.Late, HealthState.LowBattery, HealthState.Unknown,
        HealthState.Maintenance, HealthState.Healthy, HealthState.Planned, HealthState.Decommissioned,
    ];
}
