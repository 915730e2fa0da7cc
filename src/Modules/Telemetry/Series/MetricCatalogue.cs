namespace IoTConsole.Telemetry.Series;

/// <summary>What well-known metric names mean. A name that is not here is shown as it is, without a unit.</summary>
internal static class MetricCatalogue
{
    internal sealed record Entry(string Words, string? Unit);

    private static readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["temperature"] = new("Temperature", "°C"),
        ["humidity"] = new("Humidity", "%RH"),
        ["co2"] = new("CO₂", "ppm"),
        ["tvoc"] = new("Volatile compounds", "ppb"),
        ["pm25"] = new("Fine dust PM2.5", "µg/m³"),
        ["pm10"] = new("Dust PM10", "µg/m³"),
        ["pressure"] = new("Air pressure", "hPa"),
        ["illuminance"] = new("Light", "lx"),
        ["light"] = new("Light", "lx"),
        ["noise"] = new("Noise", "dB"),
        ["sound"] = new("Noise", "dB"),
        ["occupancy"] = new("Occupancy", "people"),
        ["people"] = new("People", "people"),
        ["motion"] = new("Motion", null),
        ["door"] = new("Door open", null),
        ["battery"] = new("Battery", "%"),
        ["voltage"] = new("Voltage", "V"),
        ["current"] = new("Current", "A"),
        ["power"] = new("Power", "W"),
        ["energy"] = new("Energy", "kWh"),
        ["flow"] = new("Flow", "m³/h"),
        ["volume"] = new("Volume", "m³"),
        ["rssi"] = new("Signal strength", "dBm"),
        ["snr"] = new("Signal to noise", "dB"),
        ["setpoint"] = new("Set point", "°C"),
        ["valve"] = new("Valve position", "%"),
        ["uptime"] = new("Uptime", "s"),
        ["speed"] = new("Speed", "m/s"),
        ["distance"] = new("Distance", "m"),
    };

    public static string? UnitOf(string metric) => _entries.GetValueOrDefault(metric)?.Unit;

    /// <summary>In sentence case, for headings.</summary>
    public static string WordsOf(string metric) => _entries.GetValueOrDefault(metric)?.Words ?? metric;
}
