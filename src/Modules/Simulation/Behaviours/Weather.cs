namespace IoTConsole.Simulation.Behaviours;

/// <summary>The air outside, from latitude and date: no forecast, but no frost in Singapore either.</summary>
internal static class Weather
{
    private const int Day = 86_400;
    private const double Year = 365.2425 * Day;

    /// <param name="local">Seconds since 1970 in local time.</param>
    /// <returns>°C.</returns>
    public static double Temperature(ulong seed, double latitude, long local) =>
        DailyMean(seed, latitude, local) + (DailySwing(latitude) * Math.Cos(2 * Math.PI * (((local % Day) / 3600.0) - 15) / 24));

    /// <summary>°C around which the day swings: season and passing fronts.</summary>
    public static double DailyMean(ulong seed, double latitude, long local)
    {
        var mean = 28 - (0.0065 * latitude * latitude);
        var season = Math.Min(12, 0.22 * Math.Abs(latitude));
        // Warmest on 20 July in the north and on 19 January in the south.
        var warmest = latitude >= 0 ? 200 : 18;
        var fronts = Math.Min(4, 0.5 + (0.08 * Math.Abs(latitude)));
        return mean
            + (season * Math.Cos(2 * Math.PI * ((local % Year) - (warmest * Day)) / Year))
            + (fronts * Chance.Wander(seed, local, 3 * Day));
    }

    /// <returns>°C; never above the air's temperature.</returns>
    public static double DewPoint(ulong seed, double latitude, long local)
    {
        var mean = DailyMean(seed, latitude, local);
        var spread = 4.5 + (2.5 * Chance.Wander(Chance.Mix(seed), local, 2 * Day));
        return Math.Min(mean - spread, Temperature(seed, latitude, local) - 0.3);
    }

    /// <summary>Saturation vapour pressure over water, hPa (Magnus, after Alduchov and Eskridge 1996).</summary>
    public static double Saturation(double celsius) => 6.1094 * Math.Exp(17.625 * celsius / (celsius + 243.04));

    /// <returns>hPa at sea level.</returns>
    public static double Pressure(ulong seed, long local) => 1013 + (14 * Chance.Wander(Chance.Mix(seed + 1), local, 2 * Day));

    private static double DailySwing(double latitude) => 3 + (0.05 * Math.Min(40, Math.Abs(latitude)));
}
