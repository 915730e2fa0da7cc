namespace IoTConsole.Simulation.Contracts;

/// <summary>
/// A fleet to simulate, whole and decided: the same plan is the same fleet, down to the last device id. Nothing of it depends on a
/// clock or on chance.
/// </summary>
/// <param name="Organisation">Name of the organisation it belongs to.</param>
/// <param name="Prefix">First part of every device id, lower case.</param>
/// <param name="Seed">Fleets with different seeds behave differently.</param>
/// <param name="Strays">Devices per first gateway that nobody planned: they wait for approval.</param>
/// <param name="Outdoors">Weather stations that connect by themselves, at most one a building.</param>
public sealed record FleetPlan(
    string Organisation, string Prefix, int Seed, int Floors, int ZonesPerFloor, IReadOnlyList<BuildingPlan> Buildings, int Strays, int Outdoors)
{
    public const int SensorsPerZone = 3;
    public const int ControllersPerBuilding = 5;

    /// <summary>Seconds between two reports of a device.</summary>
    public const int IntervalSeconds = 60;

    /// <summary>When set, °C: temperature sensors report only when the value has crossed a step of this size, and every fifteen minutes to show that they live.</summary>
    public double? Deadband { get; init; }

    public int Zones => Buildings.Count * Floors * ZonesPerFloor;

    public int Sensors => Zones * SensorsPerZone;

    public int Controllers => Buildings.Count * ControllersPerBuilding;

    public int Gateways => Buildings.Count;

    /// <summary>Meridian Estates: office buildings in fifteen cities, taken in turn from all regions. The yardstick is 250 buildings of 20 floors.</summary>
    /// <param name="buildings">1 to 250.</param>
    /// <param name="floors">1 to 99 a building.</param>
    public static FleetPlan Meridian(int buildings, int seed, int floors = 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buildings, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(buildings, BuildingNames.Most);
        ArgumentOutOfRangeException.ThrowIfLessThan(floors, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(floors, 99);
        var planned = Enumerable.Range(0, buildings)
            .Select(i => new BuildingPlan(i + 1, $"b{i + 1:000}", BuildingNames.Of(i), CityPlan.All[i % CityPlan.All.Count])).ToList();
        return new FleetPlan("Meridian Estates", "mer", seed, floors, 4, planned, Strays: 2, Outdoors: Math.Min(3, buildings));
    }

    /// <summary>Northgate Labs: one building, named like one of Meridian's, floors and zones too. It shows that names do not open doors.</summary>
    public static FleetPlan Northgate(int seed) => new(
        "Northgate Labs", "ngl", seed, 2, 2, [new BuildingPlan(1, "b001", BuildingNames.Of(0), CityPlan.All[0])], Strays: 0, Outdoors: 0);

    /// <summary>The gateway first, then controllers, then sensors by floor and zone. Strays are not planned and not here.</summary>
    public IEnumerable<PlannedDevice> DevicesOf(BuildingPlan building)
    {
        var at = $"{Prefix}-{building.Code}";
        yield return new($"{at}-gw", DeviceKind.Gateway, building.Number, 0, 0, 1);
        for (var n = 1; n <= ControllersPerBuilding; n++) yield return new($"{at}-hvac{n}", DeviceKind.Controller, building.Number, 0, 0, n);
        for (var floor = 1; floor <= Floors; floor++)
            for (var zone = 1; zone <= ZonesPerFloor; zone++)
            {
                var zoneId = $"{at}-f{floor:00}{ZoneLetter(zone)}";
                yield return new($"{zoneId}-temp", DeviceKind.Temperature, building.Number, floor, zone, 1);
                yield return new($"{zoneId}-hum", DeviceKind.Humidity, building.Number, floor, zone, 2);
                yield return new($"{zoneId}-occ", DeviceKind.Occupancy, building.Number, floor, zone, 3);
            }
    }

    /// <summary>Weather stations: on the roofs of the first buildings, each with its own connection.</summary>
    public IEnumerable<PlannedDevice> OutdoorDevices() =>
        Buildings.Take(Outdoors).Select(b => new PlannedDevice($"{Prefix}-{b.Code}-roof", DeviceKind.Weather, b.Number, 0, 0, 1));

    public static char ZoneLetter(int zone) => (char)('a' + zone - 1);
}

/// <param name="Number">From 1.</param>
/// <param name="Code">In device ids.</param>
/// <param name="Name">Distinct in its fleet.</param>
public sealed record BuildingPlan(int Number, string Code, string Name, CityPlan City);

public enum DeviceKind
{
    Gateway,
    Controller,
    Temperature,
    Humidity,
    Occupancy,
    Weather,
}

/// <param name="Floor">From 1; 0 for what serves the whole building.</param>
/// <param name="Zone">From 1; 0 for what serves the whole building.</param>
/// <param name="Number">Among its like at the same place, from 1.</param>
public sealed record PlannedDevice(string DeviceId, DeviceKind Kind, int Building, int Floor, int Zone, int Number);
