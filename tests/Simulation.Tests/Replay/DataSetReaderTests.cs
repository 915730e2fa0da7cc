using IoTConsole.Simulation.Replay;

namespace IoTConsole.Simulation.Tests.Replay;

public sealed class DataSetReaderTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("iotconsole-test-").FullName;

    [Theory]
    [InlineData("occupancy_uci357", 1, 10_808, 10_808, 64_848, 0, 0)]
    [InlineData("occupancy_uci864", 8, 3_589, 28_712, 60_996 + 3_589 - 3_572, 0, 0)]
    [InlineData("robod", 2, 10_368, 10_368, 0, 38, 0)]
    [InlineData("lorawan_campusiot", 1, 6_757, 6_755, 27_020, 8, 2)]
    public void The_real_files_read_to_the_last_row_or_the_test_is_skipped_where_they_are_absent(
        string name, int devices, int lines, int rows, int values, int blanks, int unsent)
    {
        var set = DataSets.All.Single(s => s.Name == name);
        var read = DataSetReader.Read(set, RealData.FolderOf(set));

        Assert.Equal(devices, set.Devices.Count);
        Assert.Equal((lines, rows, blanks, 0), (read.Lines, read.Rows.Count, read.Blanks, read.Texts));
        Assert.Equal(unsent, read.Unsent.Count);
        if (name == "robod") values = (5_184 * 27) - 38 + (5_184 * 35);
        if (name == "occupancy_uci864") values = 3_589 * 17;
        Assert.Equal(values, read.Rows.Sum(r => r.Values.Count));
        Assert.All(read.Rows, r => Assert.Contains(r.DeviceId, set.Devices));
        Assert.Equal(read.Rows.Select(r => r.At).Order(), read.Rows.Select(r => r.At));
    }

    [Fact]
    public void The_real_LoRaWAN_sensor_repeats_itself_and_restarts_once_or_the_test_is_skipped_where_its_file_is_absent()
    {
        var set = DataSets.All.Single(s => s.Name == "lorawan_campusiot");
        var read = DataSetReader.Read(set, RealData.FolderOf(set));
        var pairs = read.Rows.Zip(read.Rows.Skip(1)).ToList();

        // The file has 1,956 repeats; none of them is among the two frames without values.
        Assert.Equal(1_956, pairs.Count(p => p.First.Sequence == p.Second.Sequence && p.First.Values.SequenceEqual(p.Second.Values)));
        Assert.Equal(1, pairs.Count(p => p.Second.Sequence < p.First.Sequence));
        Assert.All(read.Unsent, u => Assert.Equal(UnsentRow.NoValues, u.Reason));
    }

    [Fact]
    public void Local_times_become_UTC_with_the_zone_of_the_data_set()
    {
        var brussels = Read("occupancy_uci357", ("test1.csv", "date,temperature_c,humidity_pct,light_lux,co2_ppm,humidity_ratio_kg_per_kg,occupancy\n2015-02-02 14:19:00,23.7,26.272,585.2,749.2,0.0047,1\n"), ("train.csv", "date,temperature_c,humidity_pct,light_lux,co2_ppm,humidity_ratio_kg_per_kg,occupancy\n"));
        var singapore = Read("robod", ("room1.csv", RobodHead + "2021-09-07 00:05 +08:00" + new string(',', 19) + "\n"), ("room3.csv", RobodHead + "2021-09-07 00:05 +08:00,20" + new string(',', 18) + "\n"));

        Assert.Equal(new DateTimeOffset(2015, 2, 2, 13, 19, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), Assert.Single(brussels.Rows).At);
        Assert.Equal(new DateTimeOffset(2021, 9, 6, 16, 5, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), Assert.Single(singapore.Rows).At);
        Assert.Equal((UnsentRow.NoValues, "room1.csv", 2, "robod-room1"), singapore.Unsent.Select(u => (u.Reason, u.File, u.Line, u.DeviceId)).Single());
    }

    [Fact]
    public void Dirt_is_kept_or_counted()
    {
        var read = Read("lorawan_campusiot", ("elsys_ems.csv", string.Join('\n',
            "received_utc,fcnt,f_port,temperature_c,humidity_pct,battery_mv,acc_motion",
            "2023-01-04T21:31:22.173Z,71,5,7.0,83,3616,0",
            "2023-01-04T21:34:40.001Z,71,5,7.0,83,3616,0",   // the same frame again
            "2023-01-04T22:01:22.205Z,72,5,#VALUE!,,NaN,0",  // a broken cell, a blank, no number
            "yesterday,73,5,7.0,83,3616,0",
            "2023-01-04T23:01:22.205Z,x,5,7.0,83,3616,0",
            "2023-01-04T23:31:22.205Z,75,6",                 // cut off
            "")));

        Assert.Equal([71, 71, 72], read.Rows.Select(r => r.Sequence));
        Assert.Equal(read.Rows[0].Values, read.Rows[1].Values);
        Assert.Equal([("temperature", "#VALUE!"), ("battery_mv", "NaN"), ("motion", null)], read.Rows[2].Values.Select(v => (v.Metric, v.Text)));
        Assert.Equal([(5, UnsentRow.BadTime), (6, UnsentRow.BadSequence), (7, UnsentRow.NoValues)], read.Unsent.Select(u => (u.Line, u.Reason)));
        Assert.Equal((6, 5, 2), (read.Lines, read.Blanks, read.Texts));
    }

    [Fact]
    public void Another_file_under_the_same_name_is_refused()
    {
        Assert.Throws<FormatException>(() => Read("lorawan_campusiot", ("elsys_ems.csv", "a,b,c\n1,2,3\n")));
        Assert.Throws<FileNotFoundException>(() => Read("robod"));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static string RobodHead => "timestamp," + string.Join(',', DataSets.All.Single(s => s.Name == "robod").Columns.Take(19).Select(c => c.Column)) + "\n";

    private ReadDataSet Read(string name, params (string Name, string Text)[] files)
    {
        foreach (var file in files) File.WriteAllText(Path.Combine(_directory, file.Name), file.Text);
        return DataSetReader.Read(DataSets.All.Single(s => s.Name == name), _directory);
    }
}
