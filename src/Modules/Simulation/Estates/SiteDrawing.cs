using IoTConsole.Provisioning.Contracts;
using IoTConsole.Simulation.Behaviours;
using IoTConsole.Simulation.Contracts;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Simulation.Estates;

/// <summary>A fleet's plan in the words of the console: its site tree, and what is planned to stand where.</summary>
internal static class SiteDrawing
{
    public static SitePlan TreeOf(FleetPlan plan) => new(
        SiteKind.Portfolio, plan.Organisation, null, null, null,
        plan.Buildings.GroupBy(b => b.City.Region).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(region => new SitePlan(SiteKind.Region, region.Key, null, null, null, region.Select(b => BuildingOf(plan, b)).ToList())).ToList());

    /// <param name="sites">Ids by names from below the root joined by slashes, as <see cref="NamesOf"/> makes them.</param>
    public static IEnumerable<DevicePlan> DevicesOf(FleetPlan plan, BuildingPlan building, IReadOnlyDictionary<string, Guid> sites)
    {
        var at = $"{building.City.Region}/{building.Name}";
        var gateway = plan.DevicesOf(building).First().DeviceId;
        var standing = plan.DevicesOf(building).Concat(plan.OutdoorDevices().Where(d => d.Building == building.Number));
        foreach (var device in standing)
        {
            var (name, model, maker, power) = WordsOf(device);
            var place = device.Floor == 0 ? at : $"{at}/{FloorName(device.Floor)}/{ZoneName(device.Zone)}";
            var own = device.Kind is DeviceKind.Gateway or DeviceKind.Weather;
            yield return new DevicePlan(
                SerialOf(plan, device), device.DeviceId, name, model, maker, device.Kind == DeviceKind.Gateway ? "2.1" : "1.4", power, sites[place],
                own ? null : gateway, device.Kind == DeviceKind.Gateway, [building.City.Name], FleetPlan.IntervalSeconds);
        }
    }

    /// <summary>Every node of an organisation by its names from below the root.</summary>
    public static Dictionary<string, Guid> NamesOf(IReadOnlyList<SiteNode> tree)
    {
        var names = new Dictionary<Guid, string>();
        foreach (var node in tree)
            names[node.Id] = node.ParentId is { } parent && names.TryGetValue(parent, out var above) && above.Length > 0 ? $"{above}/{node.Name}" : node.ParentId is null ? "" : node.Name;
        return names.ToDictionary(n => n.Value, n => n.Key);
    }

    public static string FloorName(int floor) => $"Floor {floor}";

    public static string ZoneName(int zone) => $"Zone {char.ToUpperInvariant(FleetPlan.ZoneLetter(zone))}";

    private static SitePlan BuildingOf(FleetPlan plan, BuildingPlan building) => new(
        SiteKind.Building, building.Name, building.City.TimeZone, building.City.Latitude, building.City.Longitude,
        Enumerable.Range(1, plan.Floors).Select(floor => new SitePlan(SiteKind.Floor, FloorName(floor), null, null, null,
            Enumerable.Range(1, plan.ZonesPerFloor).Select(zone => new SitePlan(SiteKind.Zone, ZoneName(zone), null, null, null, [])).ToList())).ToList());

    // Makers and models are invented.
    private static (string Name, string Model, string Maker, PowerSource Power) WordsOf(PlannedDevice device) => device.Kind switch
    {
        DeviceKind.Gateway => ("Building gateway", "Corvid G4", "Corvid Networks", PowerSource.Mains),
        DeviceKind.Controller => ($"Air handler {device.Number}", "Halden HC-5", "Halden Controls", PowerSource.Mains),
        DeviceKind.Weather => ("Roof weather station", "Skua W2", "Corvid Networks", PowerSource.Harvesting),
        DeviceKind.Temperature => ($"Temperature {Spot(device)}", "Aerion T1", "Aerion", PowerSource.Battery),
        DeviceKind.Humidity => ($"Humidity {Spot(device)}", "Aerion H1", "Aerion", PowerSource.Battery),
        _ => ($"Occupancy and air {Spot(device)}", "Aerion P3", "Aerion", PowerSource.Battery),
    };

    private static string Spot(PlannedDevice device) => $"{device.Floor}{char.ToUpperInvariant(FleetPlan.ZoneLetter(device.Zone))}";

    private static string SerialOf(FleetPlan plan, PlannedDevice device) =>
        $"{char.ToUpperInvariant(device.Kind.ToString()[0])}{Chance.Of((ulong)plan.Seed, device.DeviceId) % 1_000_000_000_000:000000000000}";
}
