using IoTConsole.Simulation.Behaviours;
using IoTConsole.Simulation.Contracts;

namespace IoTConsole.Simulation.Fleet;

/// <summary>One device of a feed: what it is, where in the minute it speaks, and what is wrong with it.</summary>
/// <param name="Name">As it signs its entries; null when it has its own connection.</param>
/// <param name="Phase">Second of the interval at which it reports.</param>
internal sealed record VirtualSensor(string DeviceId, string? Name, DeviceKind Kind, ulong Seed, Room Room, Faults Faults, int Phase)
{
    // Battery and signal change slowly; sending them with each report would cost a third of the traffic.
    private const int StatusEverySlots = 30;

    /// <summary>Has no history: it was put up when the fleet began to live.</summary>
    public bool IsNew { get; init; }

    private const int SignOfLifeEverySlots = 15;

    private Chemistry Cell => Kind == DeviceKind.Occupancy ? Chemistry.Alkaline : Chemistry.LithiumThionylChloride;

    /// <summary>Writes what it reports for this interval.</summary>
    /// <param name="slot">Intervals since 1970.</param>
    /// <param name="due">Second since 1970, UTC, at which it reports.</param>
    /// <param name="local">The same moment on the clock of its building.</param>
    /// <param name="born">When the fleet began.</param>
    public void Write(EntryWriter writer, long slot, long due, long local, long born)
    {
        var measured = Faults.Stuck is { } stuck && due > born + stuck ? local - (due - born - stuck) : local;
        var status = HasCell && (slot % StatusEverySlots == (long)(Seed % StatusEverySlots) || (slot * FleetPlan.IntervalSeconds) - born is >= 0 and < 180);
        var own = OwnValues;
        // Jitter: a cheap clock's tick and the radio's back-off.
        var at = ((due + Faults.SkewSeconds) * 1000) - (long)(Chance.Unit(Seed + 1, slot) * 1800);
        writer.Begin(Name, at, SequenceOf(slot), own + (status ? 2 : 0));
        WriteOwn(writer, slot, measured);
        if (status)
        {
            writer.Value("battery", Math.Round(Battery.Percent(Cell, Faults.BatteryUsed, born, due, Room.Temperature(local))));
            writer.Value("rssi", Math.Round(-62 - (28 * Chance.Unit(Seed, 3)) + (4 * Chance.Bell(Seed + 3, slot))));
        }

        writer.End();
    }

    public bool IsLost(long slot) => Chance.Unit(Seed + 8, slot) < Faults.Loss;

    public bool IsRepeated(long slot) => Chance.Unit(Seed + 9, slot) < Faults.Repeats;

    /// <summary>Whether a temperature crossed a step since the interval before, or it is time for a sign of life.</summary>
    public bool HasMoved(long slot, long local, double step) => Kind != DeviceKind.Temperature
        || slot % SignOfLifeEverySlots == (long)(Seed % SignOfLifeEverySlots)
        || Math.Floor(Room.Temperature(local) / step) != Math.Floor(Room.Temperature(local - FleetPlan.IntervalSeconds) / step);

    private bool HasCell => Kind is DeviceKind.Temperature or DeviceKind.Humidity or DeviceKind.Occupancy;

    private int OwnValues => Kind switch
    {
        DeviceKind.Controller => 4,
        DeviceKind.Occupancy or DeviceKind.Gateway => 2,
        DeviceKind.Weather => 3,
        _ => 1,
    };

    /// <summary>Counts intervals; begins at zero again when it restarts.</summary>
    private long SequenceOf(long slot) => Faults.RestartSlots == 0 ? slot % 1_000_000 : (slot + (long)(Seed % 1000)) % Faults.RestartSlots;

    private void WriteOwn(EntryWriter writer, long slot, long local)
    {
        switch (Kind)
        {
            case DeviceKind.Temperature:
                // A stuck sensor repeats itself to the digit, noise included: there the question is asked with the time it stopped.
                writer.Value("temperature", Math.Round(Room.Temperature(local) + (0.04 * Chance.Bell(Seed, local / 60)), 1));
                break;
            case DeviceKind.Humidity:
                writer.Value("humidity", Math.Round(Room.Humidity(local) + (0.3 * Chance.Bell(Seed, local / 60)), 1));
                break;
            case DeviceKind.Occupancy:
                writer.Value("occupancy", Occupancy.People(Room.Seed, Room.Floor, local));
                writer.Value("co2", Math.Round(Room.Co2(local) + (4 * Chance.Bell(Seed, local / 60))));
                break;
            case DeviceKind.Controller:
                var plant = Plant.Of(Room, local);
                writer.Value("setpoint", Math.Round(plant.Setpoint, 1));
                writer.Value("valve", Math.Round(plant.Valve, 1));
                writer.Value("fan", Math.Round(plant.Fan));
                writer.Value("supply_temperature", Math.Round(plant.Supply, 1));
                break;
            case DeviceKind.Weather:
                var temperature = Weather.Temperature(Room.City, Room.Latitude, local);
                var dew = Weather.DewPoint(Room.City, Room.Latitude, local);
                writer.Value("temperature", Math.Round(temperature + (0.1 * Chance.Bell(Seed, local / 60)), 1));
                writer.Value("humidity", Math.Round(100 * Weather.Saturation(dew) / Weather.Saturation(temperature)));
                writer.Value("pressure", Math.Round(Weather.Pressure(Room.City, local), 1));
                break;
            case DeviceKind.Gateway:
                writer.Value("cpu", Math.Round(12 + (5 * Math.Abs(Chance.Bell(Seed, slot))), 1));
                writer.Value("memory", Math.Round(38 + (6 * Chance.Wander(Seed, slot, 240)), 1));
                break;
        }
    }
}
