namespace IoTConsole.Simulation.Replay;

/// <summary>The data sets that can be replayed.</summary>
internal static class DataSets
{
    public static IReadOnlyList<DataSet> All { get; } = [Uci357(), Uci864(), Robod(), Elsys()];

    /// <summary>One office in Mons, Belgium. The earlier days are in the second file; they are sent first.</summary>
    private static DataSet Uci357() => new(
        "occupancy_uci357", "uci357", [new("test1.csv", "office"), new("train.csv", "office")], "Europe/Brussels", ["date"], ["yyyy-MM-dd HH:mm:ss"], null,
        [
            new("temperature_c", "office", "temperature"), new("humidity_pct", "office", "humidity"), new("light_lux", "office", "illuminance"),
            new("co2_ppm", "office", "co2"), new("humidity_ratio_kg_per_kg", "office", "humidity_ratio"), new("occupancy", "office", "occupied"),
        ]);

    /// <summary>
    /// One room, seven sensor nodes and the count of people, which a person wrote down. The authors name no zone; they worked in
    /// Hyderabad, so Indian time is taken.
    /// </summary>
    private static DataSet Uci864() => new(
        "occupancy_uci864", "uci864", [new("room.csv")], "Asia/Kolkata", ["Date", "Time"], ["yyyy/MM/dd HH:mm:ss"], null,
        [
            .. Enumerable.Range(1, 4).SelectMany(n => new ColumnMap[]
            {
                new($"S{n}_Temp", $"s{n}", "temperature"), new($"S{n}_Light", $"s{n}", "illuminance"), new($"S{n}_Sound", $"s{n}", "sound_volts"),
            }),
            new("S5_CO2", "s5", "co2"), new("S5_CO2_Slope", "s5", "co2_slope"), new("S6_PIR", "s6", "motion"), new("S7_PIR", "s7", "motion"),
            new("Room_Occupancy_Count", "room", "people"),
        ]);

    /// <summary>A lecture room and an office in Singapore; times carry their offset. One device a room; names of the console where it has one.</summary>
    private static DataSet Robod()
    {
        var renamed = new Dictionary<string, string>
        {
            ["voc"] = "tvoc", ["sound_pressure_level"] = "sound", ["indoor_relative_humidity"] = "humidity", ["air_temperature"] = "temperature",
            ["pm2.5"] = "pm25", ["indoor_co2"] = "co2", ["temp_setpoint"] = "setpoint", ["baromatic_pressure"] = "pressure",
            ["dry_bulb_temp"] = "outdoor_temperature", ["rainfall_raw"] = "rainfall", ["occupant_presence"] = "occupied", ["occupant_count"] = "people",
        };
        string[] columns =
        [
            "voc", "sound_pressure_level", "indoor_relative_humidity", "air_temperature", "illuminance", "pm2.5", "indoor_co2", "wifi_connected_devices",
            "ceiling_fan_energy", "lighting_energy", "plug_load_energy", "chilled_water_energy", "fcu_fan_energy", "ahu_fan_energy", "supply_air_flow",
            "damper_position", "temp_setpoint", "cooling_coil_valve_position", "cooling_coil_valve_command", "ahu_fan_speed", "fcu_fan_speed",
            "offcoil_air_temp", "offcoil_temp_setpoint", "pressure_across_filter", "supply_air_humidity", "supply_air_pressure", "supply_air_temperature",
            "baromatic_pressure", "dry_bulb_temp", "global_horizontal_solar_radiation", "wind_direction", "wind_speed", "outdoor_co2", "rainfall_raw",
            "outdoor_relative_humidity", "occupant_presence", "occupant_count",
        ];
        return new(
            "robod", "robod", [new("room1.csv", "room1"), new("room3.csv", "room3")], "Asia/Singapore", ["timestamp"], ["yyyy-MM-dd HH:mm zzz"], null,
            columns.Select(c => new ColumnMap(c, "", renamed.GetValueOrDefault(c, c))).ToList());
    }

    /// <summary>One LoRaWAN sensor. Only what it said itself: what receivers add, such as signal strength, differs between repeats of one frame.</summary>
    private static DataSet Elsys() => new(
        "lorawan_campusiot", "campusiot", [new("elsys_ems.csv", "elsys")], "Etc/UTC", ["received_utc"], ["yyyy-MM-dd'T'HH:mm:ss.fff'Z'"], "fcnt",
        [
            new("temperature_c", "elsys", "temperature"), new("humidity_pct", "elsys", "humidity"), new("battery_mv", "elsys", "battery_mv"),
            new("acc_motion", "elsys", "motion"),
        ]);
}
