using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Telemetry.Series;

/// <summary>What well-known metric names mean. A name that is not here is shown as it is, without a unit.</summary>
internal static class MetricCatalogue
{
    internal sealed record Entry(string Words, string? Unit);

    private static readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["temperature"] = new(Key("Temperature"), "°C"),
        ["humidity"] = new(Key("Humidity"), "%RH"),
        ["co2"] = new(Key("CO₂"), "ppm"),
        ["tvoc"] = new(Key("Volatile compounds"), "ppb"),
        ["pm25"] = new(Key("Fine dust PM2.5"), "µg/m³"),
        ["pm10"] = new(Key("Dust PM10"), "µg/m³"),
        ["pressure"] = new(Key("Air pressure"), "hPa"),
        ["illuminance"] = new(Key("Light"), "lx"),
        ["light"] = new(Key("Light"), "lx"),
        ["noise"] = new(Key("Noise"), "dB"),
        ["sound"] = new(Key("Noise"), "dB"),
        ["occupancy"] = new(Key("Occupancy"), "people"),
        ["people"] = new(Key("People"), "people"),
        ["motion"] = new(Key("Motion"), null),
        ["door"] = new(Key("Door open"), null),
        ["battery"] = new(Key("Battery"), "%"),
        ["voltage"] = new(Key("Voltage"), "V"),
        ["current"] = new(Key("Current"), "A"),
        ["power"] = new(Key("Power"), "W"),
        ["energy"] = new(Key("Energy"), "kWh"),
        ["flow"] = new(Key("Flow"), "m³/h"),
        ["volume"] = new(Key("Volume"), "m³"),
        ["rssi"] = new(Key("Signal strength"), "dBm"),
        ["snr"] = new(Key("Signal to noise"), "dB"),
        ["setpoint"] = new(Key("Set point"), "°C"),
        ["valve"] = new(Key("Valve position"), "%"),
        ["uptime"] = new(Key("Uptime"), "s"),
        ["speed"] = new(Key("Speed"), "m/s"),
        ["distance"] = new(Key("Distance"), "m"),
    };

    public static string? UnitOf(string metric) => _entries.GetValueOrDefault(metric)?.Unit;

    /// <summary>In sentence case, for headings.</summary>
    public static string WordsOf(string metric) => _entries.GetValueOrDefault(metric) is { } known ? T(known.Words) : metric;
}
