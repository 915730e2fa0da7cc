namespace IoTConsole.Simulation.Behaviours;

/// <summary>Who is in a zone: by weekday, hour, floor and chance. Offices, not homes.</summary>
internal static class Occupancy
{
    private const int Day = 86_400;

    /// <summary>The floor whose people all leave at noon on Fridays: something for analytics to find.</summary>
    public const int EmptyOnFridayAfternoons = 3;

    /// <summary>Seats of a zone: 6 to 18.</summary>
    public static int Seats(ulong zoneSeed) => 6 + (int)(Chance.Unit(zoneSeed, 1) * 13);

    /// <param name="local">Seconds since 1970 in local time.</param>
    public static int People(ulong zoneSeed, int floor, long local)
    {
        // People come and go, but not every second: a seat keeps its state for ten minutes.
        var expected = Seats(zoneSeed) * Share(zoneSeed, floor, local);
        if (expected < 0.05) return 0;
        var wobble = Chance.Wander(Chance.Mix(zoneSeed), local / 600 * 600, 1800) * Math.Sqrt(expected) * 0.6;
        return Math.Clamp((int)Math.Round(expected + wobble), 0, Seats(zoneSeed));
    }

    /// <summary>Expected share of the seats that is taken, 0 to 1.</summary>
    public static double Share(ulong zoneSeed, int floor, long local)
    {
        var day = WeekDay(local);
        var hour = (local % Day) / 3600.0;
        var attendance = day switch
        {
            DayOfWeek.Saturday or DayOfWeek.Sunday => 0.02,
            DayOfWeek.Monday => 0.62,
            DayOfWeek.Friday => 0.5,
            _ => 0.78,
        };
        // Floors keep different hours; teams differ by up to a fifth from day to day.
        var late = ((floor * 7) % 5 * 0.25) - 0.5;
        attendance *= 0.9 + (0.2 * Chance.Unit(zoneSeed, local / Day));
        var share = attendance * Rise(hour, 8.5 + late, 0.35) * (1 - Rise(hour, 17.4 + late, 0.5)) * (1 - (0.45 * Dip(hour, 12.6, 0.5)));
        if (day == DayOfWeek.Friday) share *= 1 - (0.4 * Rise(hour, 14.5, 0.6));
        if (day == DayOfWeek.Friday && floor == EmptyOnFridayAfternoons) share *= 1 - Rise(hour, 12.3, 0.12);
        return share < 0.004 ? 0 : share;
    }

    public static DayOfWeek WeekDay(long local) => (DayOfWeek)((((local / Day) % 7) + 4) % 7); // 1970 began on a Thursday

    private static double Rise(double hour, double at, double width) => 1 / (1 + Math.Exp((at - hour) / width));

    private static double Dip(double hour, double at, double width) => Math.Exp(-(hour - at) * (hour - at) / (2 * width * width));
}
