namespace IoTConsole.Simulation.Behaviours;

/// <summary>What an HVAC controller says of the plant it drives.</summary>
/// <param name="Setpoint">°C.</param>
/// <param name="Valve">% open.</param>
/// <param name="Fan">% of full speed.</param>
/// <param name="Supply">°C of the air it blows.</param>
internal sealed record Plant(double Setpoint, double Valve, double Fan, double Supply)
{
    /// <param name="room">A room that stands for all that the plant serves.</param>
    public static Plant Of(Room room, long local)
    {
        var open = Room.IsOpen(local);
        var target = room.Target(local);
        var error = target - room.Temperature(local);
        var outdoors = Weather.Temperature(room.City, room.Latitude, local);
        var demand = Math.Clamp(Math.Abs(error) * 40, 0, 60) + Math.Clamp(Math.Abs(outdoors - target) * 1.8, 0, 35);
        var valve = open ? Math.Clamp(demand + (4 * Chance.Wander(Chance.Mix(room.Seed + 7), local, 900)), 0, 100) : Math.Clamp(demand - 30, 0, 100);
        var fan = open ? Math.Clamp(35 + (valve * 0.6), 0, 100) : valve > 5 ? 25 : 0;
        var heating = outdoors < target - 3;
        var supply = target + ((heating ? 0.14 : -0.08) * valve);
        return new Plant(target, valve, fan, supply);
    }
}
