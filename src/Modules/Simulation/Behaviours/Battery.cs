namespace IoTConsole.Simulation.Behaviours;

internal enum Chemistry
{
    /// <summary>Flat for years, then gone.</summary>
    LithiumThionylChloride,

    /// <summary>Declines all the way.</summary>
    Alkaline,
}

/// <summary>A cell's charge as the device itself estimates it: from voltage, so that cold makes it look emptier than it is.</summary>
internal static class Battery
{
    private const double LifeSeconds = 5 * 365.25 * 86_400;

    /// <param name="usedBefore">Share of the life that was over at <paramref name="born"/>, 0 to 1.</param>
    /// <param name="ambient">°C at the device.</param>
    /// <returns>0 to 100.</returns>
    public static double Percent(Chemistry chemistry, double usedBefore, long born, long at, double ambient)
    {
        var used = Math.Clamp(usedBefore + ((at - born) / LifeSeconds), 0, 1);
        var percent = chemistry == Chemistry.Alkaline
            ? 100 * (1 - Math.Pow(used, 0.9))
            : 100 * (1 - (0.45 * used) - (0.55 * Math.Pow(used, 8)));
        var cold = chemistry == Chemistry.Alkaline ? 0.25 : 0.12;
        return Math.Clamp(percent + (cold * Math.Min(0, ambient - 20)), 0, 100);
    }
}
