using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Vitals;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.Sites;

/// <summary>The buildings in the caller's scope side by side, in one walk over what is in memory.</summary>
internal sealed class CompareBuildings(
    FleetHealth health, SeriesBook book, LatestBoard board, ISiteDirectory sites, Caller caller, TimeProvider clock)
{
    /// <summary>The columns a table of buildings can be sorted by; with "-" before it downwards.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["name", "devices", "gateways", "healthy", "offline", "battery", "reporting", "spread", "outside"];

    /// <param name="Elsewhere">Devices in the scope that stand in no building.</param>
    internal sealed record Row(DateTimeOffset At, IReadOnlyList<Building> Buildings, int Elsewhere);

    /// <param name="Region">What stands above it, for a name that is not unique.</param>
    internal sealed record Building(Guid Id, string Name, string Region, SiteTally Tally);

    public Task<Result<Row>> RunAsync(string? sort, CancellationToken ct) => Task.FromResult(Run(sort));

    private Result<Row> Run(string? sort)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return TelemetryProblems.NoSuchSite;
        var now = clock.GetUtcNow();
        var places = caller.Places;
        var tallies = new Dictionary<Guid, SiteTally>();
        foreach (var node in sites.Below(tenant, sites.Root(tenant).Path))
            if (node.Kind == SiteKind.Building && Touches(places, node.Path)) tallies[node.Id] = new(book, board, now.ToUnixTimeMilliseconds());
        var byPath = new Dictionary<string, SiteTally?>(StringComparer.Ordinal);
        var elsewhere = 0;
        foreach (var line in health.Read())
        {
            if (line.Device.TenantId != tenant) continue;

            // Thousands of devices share a path; what it means is looked up once.
            if (!byPath.TryGetValue(line.Device.SitePath, out var tally)) byPath[line.Device.SitePath] = tally = TallyOf(tenant, line.Device.SitePath, tallies);
            if (tally is null) elsewhere += line.State != HealthState.Decommissioned && caller.Sees(tenant, line.Device.SitePath) ? 1 : 0;
            else tally.Add(line);
        }

        return new Row(now, Sorted(tallies.Select(t => BuildingOf(tenant, t.Key, t.Value)), sort), elsewhere);
    }

    private static bool Touches(IReadOnlyList<string> places, string path) =>
        places.Any(p => path.StartsWith(p, StringComparison.Ordinal) || p.StartsWith(path, StringComparison.Ordinal));

    private SiteTally? TallyOf(Guid tenant, string path, Dictionary<Guid, SiteTally> tallies) =>
        caller.Sees(tenant, path) && sites.Trail(tenant, path).LastOrDefault(n => n.Kind == SiteKind.Building) is { } building ? tallies.GetValueOrDefault(building.Id) : null;

    private Building BuildingOf(Guid tenant, Guid id, SiteTally tally)
    {
        var node = sites.Find(tenant, id)!;
        return new(id, node.Name, sites.Trail(tenant, node.Path).LastOrDefault(n => n.Kind == SiteKind.Region)?.Name ?? "", tally);
    }

    // What is unknown stands at the end, whichever way.
    private static List<Building> Sorted(IEnumerable<Building> buildings, string? sort)
    {
        var named = buildings.OrderBy(b => b.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(b => b.Id);
        var down = sort?.StartsWith('-') == true;
        return sort?.TrimStart('-') switch
        {
            "name" when down => [.. named.Reverse()],
            "devices" => By(b => b.Tally.Devices),
            "gateways" => By(b => b.Tally.Gateways),
            "healthy" => By(b => b.Tally.HealthyShare),
            "offline" => By(b => b.Tally[HealthState.Offline]),
            "battery" => By(b => b.Tally[HealthState.LowBattery]),
            "reporting" => By(b => b.Tally.ReportingShare),
            "spread" => By(b => b.Tally.Spread),
            "outside" => By(b => b.Tally.OutsideShare),
            _ => [.. named],
        };

        List<Building> By(Func<Building, double?> key) =>
            [.. down ? named.OrderBy(b => key(b) is null).ThenByDescending(key) : named.OrderBy(b => key(b) is null).ThenBy(key)];
    }
}
