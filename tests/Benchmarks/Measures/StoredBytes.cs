using System.Buffers;
using System.Diagnostics;
using DuckDB.NET.Data;
using IoTConsole.Benchmarks.Parts;
using IoTConsole.Simulation.Contracts;
using IoTConsole.Simulation.Fleet;
using IoTConsole.Simulation.Replay;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Days;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>
/// Bytes a reading of closed days: buildings of the yardstick for a day as the program's own simulation reports them, and the real data sets. The same rows
/// sorted in a DuckDB file and as Parquet beside it.
/// </summary>
internal static class StoredBytes
{
    private const long DayLength = 86_400_000;
    private const double Gorilla = 1.37;

    public static async Task RunAsync(Options options)
    {
        var directory = Directory.CreateTempSubdirectory("iotconsole-bytes-").FullName;
        try
        {
            var report = new Report();
            report.Head("readings of", "readings", "closed days, bytes each", "bar", "", "DuckDB", "Parquet, zstd", "encode, million/s", "decode, million/s");
            Measure(report, "the yardstick, two of its buildings, one day", Fleet(), directory, bar: true);
            if (Environment.GetEnvironmentVariable("IOTCONSOLE_TEST_DATA") is { Length: > 0 } folder)
                foreach (var (set, at) in ReplayVerb.Find(folder)) Measure(report, set.Name, Set(set, at), directory, bar: false);
            report.Line("").Line("The real data sets are small: up to a third of their bytes is the table of contents, 20 bytes a series and day.");
            report.Write("Bytes a reading", options.Command);
            await Task.CompletedTask;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Measure(Report report, string what, List<KeptReading> readings, string directory, bool bar)
    {
        var days = readings.GroupBy(r => r.Reading.At / DayLength * DayLength).ToList();
        var (bytes, rows) = (0L, 0L);
        var started = Stopwatch.GetTimestamp();
        foreach (var day in days)
        {
            using var writer = new DayFileWriter(PathOf(directory, day.Key), day.Key);
            var run = new Run();
            foreach (var series in day.GroupBy(r => r.Reading.Series).OrderBy(s => s.Key))
            {
                run.Begin(series.Key);
                foreach (var kept in series.OrderBy(r => r.Reading.At)) run.Add(kept);
                writer.Add(run);
            }

            var (wrote, size) = writer.Finish();
            rows += wrote;
            bytes += size;
        }

        var encoding = Stopwatch.GetElapsedTime(started);
        Decode();
        started = Stopwatch.GetTimestamp();
        Decode();
        var decoding = Stopwatch.GetElapsedTime(started);
        var each = bytes / (double)rows;
        var (duck, parquet) = Others(readings, directory);
        report.Row(
            what, rows, each, bar ? $"≤ {Gorilla}" : "", bar ? each <= Gorilla ? "holds" : "missed" : "", duck / (double)rows, parquet / (double)rows,
            rows / encoding.TotalSeconds / 1e6, rows / decoding.TotalSeconds / 1e6);
        foreach (var day in days) File.Delete(PathOf(directory, day.Key));

        void Decode()
        {
            var read = new Run();
            foreach (var day in days)
            {
                using var file = DayFile.Open(PathOf(directory, day.Key));
                foreach (var place in file.Contents()) file.Read(place, read);
            }
        }
    }

    private static string PathOf(string directory, long day) => Path.Combine(directory, $"{day}");

    private static (long Duck, long Parquet) Others(List<KeptReading> readings, string directory)
    {
        var (duck, parquet) = (Path.Combine(directory, "o.duckdb"), Path.Combine(directory, "o.parquet"));
        using (var connection = new DuckDBConnection($"Data Source={duck}"))
        {
            connection.Open();
            Do("CREATE TEMP TABLE r (series INTEGER, ts BIGINT, value DOUBLE, text VARCHAR, lag INTEGER, seq BIGINT)");
            using (var appender = connection.CreateAppender("r"))
            {
                foreach (var kept in readings)
                {
                    appender.AppendRow(kept, static (row, k) =>
                    {
                        row.AppendValue((int?)k.Reading.Series).AppendValue((long?)k.Reading.At).AppendValue((double?)k.Reading.Number);
                        if (k.Reading.Text is { } text) row.AppendValue(text);
                        else row.AppendNullValue();
                        row.AppendValue((int?)((k.Arrived - k.Reading.At) / 60_000));
                        if (k.Reading.Sequence == PayloadEntry.None) row.AppendNullValue();
                        else row.AppendValue((long?)k.Reading.Sequence);
                    });
                }
            }

            Do("CREATE TABLE d AS SELECT * FROM r ORDER BY series, ts");
            Do("CHECKPOINT");
            Do($"COPY (SELECT * FROM r ORDER BY series, ts) TO '{parquet}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 9, PARQUET_VERSION v2)");

            void Do(string sql)
            {
                using var command = connection.CreateCommand();
                command.CommandText = sql;
                command.ExecuteNonQuery();
            }
        }

        var sizes = (new FileInfo(duck).Length, new FileInfo(parquet).Length);
        File.Delete(duck);
        File.Delete(parquet);
        return sizes;
    }

    private static List<KeptReading> Fleet()
    {
        var plan = FleetPlan.Meridian(250, seed: 1);
        const long born = 1_772_409_600; // a Monday in March
        var (decoder, payload) = (new PayloadDecoder(new NamePool()), new Payload());
        var readings = new List<KeptReading>();
        var series = new Dictionary<(string Device, string Metric), int>();
        using var writer = new EntryWriter(cbor: true);
        foreach (var building in plan.Buildings.Take(2))
        {
            var feed = Feeds.OfGateway(plan, building, born);
            for (var second = born; second < born + 86_400;)
            {
                writer.Start();
                var sent = second = feed.Write(writer, second, Math.Min(second + 10, born + 86_400), int.MaxValue);
                if (writer.Entries == 0) continue;
                decoder.Decode(new ReadOnlySequence<byte>(writer.Finish()), null, sent * 1000, payload);
                Add(readings, payload, feed.DeviceId, series, (sent * 1000) + 40);
            }
        }

        return [.. readings.DistinctBy(r => (r.Reading.Series, r.Reading.At))];
    }

    private static void Add(List<KeptReading> readings, Payload payload, string sender, Dictionary<(string, string), int> series, long arrived)
    {
        foreach (var entry in payload.Entries)
            foreach (var value in payload.ValuesOf(entry))
            {
                var key = (entry.Device ?? sender, value.Metric);
                if (!series.TryGetValue(key, out var id)) series[key] = id = series.Count + 1;
                readings.Add(new(new(id, entry.At, value.Kind, value.Number, value.Text, entry.Sequence), arrived));
            }
    }

    private static List<KeptReading> Set(DataSet set, string directory)
    {
        var series = new Dictionary<(string, string), int>();
        var readings = new List<KeptReading>();
        foreach (var row in DataSetReader.Read(set, directory).Rows)
            foreach (var value in row.Values)
            {
                if (!series.TryGetValue((row.DeviceId, value.Metric), out var id)) series[(row.DeviceId, value.Metric)] = id = series.Count + 1;
                readings.Add(new(
                    new(id, row.At, value.Text is null ? ReadingKind.Number : ReadingKind.Text, value.Text is null ? value.Number : double.NaN, value.Text, row.Sequence ?? PayloadEntry.None), row.At + 100));
            }

        return [.. readings.DistinctBy(r => (r.Reading.Series, r.Reading.At))];
    }
}
