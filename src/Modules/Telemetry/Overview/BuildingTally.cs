using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Vitals;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.Overview;

/// <summary>Adds devices up by the building they stand in.</summary>
internal sealed class BuildingTally(ISiteDirectory sites, Guid tenantId)
{
    private readonly Dictionary<string, Count?> _byPath = [];
    private readonly Dictionary<Guid, Count> _byBuilding = [];

    public void Add(FleetHealth.Line line)
    {
        // Thousands of devices share a path; its building is looked up once.
        if (!_byPath.TryGetValue(line.Device.SitePath, out var count)) _byPath[line.Device.SitePath] = count = CountAt(line.Device.SitePath);
        if (count is null) return;
        count.Devices++;
        if (line.State == HealthState.Offline) count.Offline++;
        if (line.State is HealthState.Offline or HealthState.Late or HealthState.LowBattery or HealthState.Quarantined) count.Troubled++;
    }

    /// <summary>Those with the largest share of offline, then of troubled devices; buildings where all is well are left out.</summary>
    public IReadOnlyList<ReadOverview.BuildingLine> Worst(int most) => _byBuilding.Values
        .Where(c => c.Troubled > 0)
        .OrderByDescending(c => (double)c.Offline / c.Devices).ThenByDescending(c => (double)c.Troubled / c.Devices).ThenBy(c => c.Building.Name, StringComparer.Ordinal)
        .Take(most)
        .Select(c => new ReadOverview.BuildingLine(c.Building.Id, c.Building.Name, c.Devices, c.Troubled, c.Offline)).ToList();

    private Count? CountAt(string path)
    {
        if (sites.Trail(tenantId, path).LastOrDefault(n => n.Kind == SiteKind.Building) is not { } building) return null;
        return _byBuilding.TryGetValue(building.Id, out var count) ? count : _byBuilding[building.Id] = new Count(building);
    }

    private sealed class Count(SiteNode building)
    {
        public SiteNode Building { get; } = building;

        public int Devices { get; set; }

        public int Troubled { get; set; }

        public int Offline { get; set; }
    }
}
