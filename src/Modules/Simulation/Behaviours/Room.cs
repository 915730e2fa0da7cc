namespace IoTConsole.Simulation.Behaviours;

/// <summary>The air of one zone: temperature under a scheduled plant, humidity that follows it, CO₂ that follows the people.</summary>
/// <param name="Seed">Of the zone.</param>
/// <param name="City">Seed of the weather, shared by a city's buildings.</param>
/// <param name="Facade">0 north, 1 east, 2 south, 3 west.</param>
internal sealed record Room(ulong Seed, ulong City, double Latitude, int Floor, int Facade)
{
    private const int Day = 86_400;
    private const int Opens = (int)(6.5 * 3600);
    private const int Closes = 19 * 3600;

    // A plant pulls a room to its set point within the hour; left alone it drifts for the better part of the night.
    private const double Pull = 0.7 * 3600;
    private const double Drift = 6.0 * 3600;

    /// <summary>°C that the plant holds while the building is open: the zone's taste around 21.8.</summary>
    public double SetPoint => 21.8 + (0.6 * ((2 * Chance.Unit(Seed, 2)) - 1));

    public static bool IsOpen(long local) => IsWorkDay(local) && local % Day is >= Opens and < Closes;

    /// <summary>What the plant aims at now, °C: the set point, or the set-back that protects the building at night.</summary>
    public double Target(long local) => IsOpen(local) ? SetPoint : SetBack(local);

    /// <returns>°C as a good sensor would read it.</returns>
    public double Temperature(long local)
    {
        // Three days back whatever was before has faded below a thousandth, so history needs no memory.
        var at = local - (3 * Day);
        var setBack = SetBack(local);
        var value = setBack;
        while (at < local)
        {
            var next = Math.Min(local, NextSwitch(at));
            var open = IsOpen(at);
            var target = open ? SetPoint : setBack;
            value = target + ((value - target) * Math.Exp(-(next - at) / (open ? Pull : Drift)));
            at = next;
        }

        return value + Gains(local);
    }

    /// <returns>%RH, 12 to 85.</returns>
    public double Humidity(long local)
    {
        var inside = Temperature(local);
        var vapour = Weather.Saturation(Weather.DewPoint(City, Latitude, local));
        vapour += 0.06 * Occupancy.People(Seed, Floor, local);
        // The plant dries muggy air and, while open, keeps the driest out.
        var open = IsOpen(local);
        vapour = Math.Clamp(vapour, (open ? 0.24 : 0.16) * Weather.Saturation(inside), Weather.Saturation(open ? 13.5 : 16.5));
        vapour *= 1 + (0.03 * Chance.Wander(Chance.Mix(Seed + 5), local, 2400));
        return Math.Clamp(100 * vapour / Weather.Saturation(inside), 12, 85);
    }

    /// <returns>ppm; outdoor air is 420.</returns>
    public double Co2(long local)
    {
        var seats = (double)Occupancy.Seats(Seed);
        double weights = 0, sum = 0;
        for (var back = 0; back < 8; back++)
        {
            var weight = Math.Exp(-back * 900 / 2400.0);
            weights += weight;
            sum += weight * Occupancy.People(Seed, Floor, local - (back * 900));
        }

        return 420 + (620 * sum / weights / seats) + (12 * Chance.Wander(Chance.Mix(Seed + 6), local, 1200));
    }

    private static bool IsWorkDay(long local) => Occupancy.WeekDay(local) is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    private static long NextSwitch(long local)
    {
        var day = local - (local % Day);
        var second = local % Day;
        if (second < Opens) return day + Opens;
        return second < Closes ? day + Closes : day + Day + Opens;
    }

    private double SetBack(long local) => Math.Clamp(Weather.DailyMean(City, Latitude, local) + 5, 17.5, 26.5);

    private double Gains(long local)
    {
        var hour = (local % Day) / 3600.0;
        var sun = Facade switch { 1 => Bump(hour, 9.5), 2 => Bump(hour, 13), 3 => Bump(hour, 16.5), _ => 0 };
        return (0.6 * sun)
            + (0.04 * Occupancy.People(Seed, Floor, local))
            + (0.04 * (Weather.Temperature(City, Latitude, local) - 15))
            + (0.25 * Chance.Wander(Chance.Mix(Seed + 4), local, 5400));
    }

    private static double Bump(double hour, double at) => Math.Exp(-(hour - at) * (hour - at) / 8);
}
