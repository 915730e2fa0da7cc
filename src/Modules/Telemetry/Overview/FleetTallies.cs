using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Vitals;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.Overview;

/// <summary>The fleet added up for one sight of it, once for each judgement of its health: whoever sees the same reads the same sums.</summary>
internal sealed class FleetTallies(FleetHealth health, ISiteDirectory sites)
{
    private const int MostNewest = 6;
    private const int MostBuildings = 6;
    private readonly Lock _lock = new();
    private readonly Dictionary<(Guid, string), Tally> _known = [];
    private IReadOnlyList<FleetHealth.Line>? _of;

    /// <param name="Counts">By state, as the states are numbered.</param>
    /// <param name="Newest">The youngest first.</param>
    internal sealed record Tally(IReadOnlyList<int> Counts, IReadOnlyList<FleetHealth.Line> Newest, IReadOnlyList<ReadOverview.BuildingLine> Worst);

    /// <param name="places">Paths, none below another.</param>
    public Tally Of(Guid tenant, string[] places)
    {
        var (lines, sight) = (health.Read(), (tenant, string.Join('\n', places)));
        lock (_lock)
        {
            if (!ReferenceEquals(_of, lines)) _known.Clear();
            _of = lines;
            if (_known.TryGetValue(sight, out var known)) return known;
        }

        var tally = Add(lines, tenant, places);
        lock (_lock)
            if (ReferenceEquals(_of, lines)) _known[sight] = tally;
        return tally;
    }

    private Tally Add(IReadOnlyList<FleetHealth.Line> lines, Guid tenant, string[] places)
    {
        var counts = new int[Enum.GetValues<HealthState>().Length];
        var newest = new PriorityQueue<FleetHealth.Line, Guid>();
        var buildings = new BuildingTally(sites, tenant);
        foreach (var line in lines)
        {
            if (line.Device.TenantId != tenant || !Sees(places, line.Device.SitePath)) continue;
            counts[(int)line.State]++;
            if (line.State == HealthState.Decommissioned) continue;
            buildings.Add(line);

            // Version-7 ids sort by birth.
            if (newest.Count < MostNewest) newest.Enqueue(line, line.Device.Id);
            else if (newest.TryPeek(out _, out var oldest) && line.Device.Id.CompareTo(oldest) > 0) newest.EnqueueDequeue(line, line.Device.Id);
        }

        return new(counts, newest.UnorderedItems.OrderByDescending(n => n.Priority).Select(n => n.Element).ToList(), buildings.Worst(MostBuildings));
    }

    private static bool Sees(string[] places, string path)
    {
        foreach (var place in places)
            if (path.StartsWith(place, StringComparison.Ordinal)) return true;
        return false;
    }
}
