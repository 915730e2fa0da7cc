using System.Globalization;
using IoTConsole.Simulation.Behaviours;
using IoTConsole.Simulation.Contracts;

namespace IoTConsole.Simulation.Fleet;

/// <summary>A plan turned into what its connections say.</summary>
internal static class Feeds
{
    /// <param name="born">Seconds since 1970: when the fleet began to live.</param>
    public static IEnumerable<Feed> Of(FleetPlan plan, long born)
    {
        foreach (var building in plan.Buildings) yield return OfGateway(plan, building, born);
        foreach (var station in plan.OutdoorDevices())
        {
            var building = plan.Buildings[station.Building - 1];
            var sensor = Sensor(plan, building, station, 0, own: true);
            yield return new Feed(station.DeviceId, $"devices/{station.DeviceId}/telemetry", ZoneOf(building), born, [sensor]);
        }
    }

    public static Feed OfGateway(FleetPlan plan, BuildingPlan building, long born)
    {
        var perBuilding = plan.Floors * plan.ZonesPerFloor * FleetPlan.SensorsPerZone;
        var rank = (building.Number - 1) * perBuilding;
        var gateway = plan.DevicesOf(building).First();
        var sensors = plan.DevicesOf(building).Skip(1)
            .Select(d => Sensor(plan, building, d, d.Kind == DeviceKind.Controller ? -1 : rank++, own: false));
        if (building.Number == 1) sensors = sensors.Concat(Strays(plan, building).Select(d => Sensor(plan, building, d, -1, own: false) with { IsNew = true }));
        // What it says of itself keeps it in service even when all behind it are silent.
        sensors = sensors.Prepend(Sensor(plan, building, gateway, -1, own: true));
        return new Feed(gateway.DeviceId, $"gateways/{gateway.DeviceId}/telemetry", ZoneOf(building), born, sensors, plan.Deadband);
    }

    /// <summary>Devices that a gateway hears although nobody planned them.</summary>
    public static IEnumerable<PlannedDevice> Strays(FleetPlan plan, BuildingPlan building) => Enumerable.Range(1, plan.Strays)
        .Select(n => new PlannedDevice($"{plan.Prefix}-{building.Code}-new{n}", DeviceKind.Temperature, building.Number, 1, n, n));

    private static TimeZoneInfo ZoneOf(BuildingPlan building) => TimeZoneInfo.FindSystemTimeZoneById(building.City.TimeZone);

    private static VirtualSensor Sensor(FleetPlan plan, BuildingPlan building, PlannedDevice device, int rank, bool own)
    {
        var seed = Chance.Of((ulong)plan.Seed, device.DeviceId);
        var city = Chance.Of((ulong)plan.Seed, building.City.Name);
        // A controller stands for the floors it serves: it is judged by a room in the middle of them.
        var floor = device.Kind == DeviceKind.Controller ? Math.Max(1, device.Number * plan.Floors / FleetPlan.ControllersPerBuilding) : device.Floor;
        var zone = Math.Max(1, device.Zone);
        var room = new Room(
            Chance.Of((ulong)plan.Seed, string.Create(CultureInfo.InvariantCulture, $"{plan.Prefix}/{building.Number}/{floor}/{zone}")),
            city, building.City.Latitude, floor, zone % 4);
        var faults = rank < 0
            ? new Faults(0.002, 0.001, 0, null, null, 1, 0, 0.1)
            : Faults.Of(seed, rank, plan.Sensors);
        return new VirtualSensor(device.DeviceId, own ? null : device.DeviceId, device.Kind, seed, room, faults, (int)(seed % FleetPlan.IntervalSeconds));
    }
}
