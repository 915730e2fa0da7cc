using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Days;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Days;

public sealed class DayFileTests : IDisposable
{
    private const long Day = 20_000L * 86_400_000;
    private readonly string _directory = Directory.CreateTempSubdirectory("iotconsole-day-").FullName;

    [Fact]
    public void A_thousand_random_series_read_back_bit_for_bit()
    {
        var random = new Random(5);
        var runs = Enumerable.Range(0, 1000).Select(i => (Series: 1 + (i * 3), Readings: Readings(random, 1 + (i * 3)))).ToList();

        using var file = Write(runs);

        Assert.Equal(runs.Sum(r => r.Readings.Count), file.Rows);
        var run = new Run();
        foreach (var (series, readings) in runs)
        {
            Assert.True(file.TryFind(series, out var place));
            file.Read(place, run);
            Same(readings, run);
            Assert.False(file.TryFind(series + 1, out _));
        }
    }

    [Fact]
    public void Metrics_that_report_together_share_their_times()
    {
        var random = new Random(6);
        var at = Enumerable.Range(0, 1440).Select(i => Day + (i * 60_000L) + random.Next(1800)).ToList();
        List<(int, List<KeptReading>)> Of(int series) => [.. Enumerable.Range(1, series).Select(s => (s, at.Select(t => new KeptReading(new(s, t, ReadingKind.Number, 20, null, 7), t + 100)).ToList()))];

        using var one = Write(Of(1));
        using var ten = Write(Of(10), "ten");

        Assert.InRange(new FileInfo(ten.Path).Length - new FileInfo(one.Path).Length, 1, 9 * 48);
        var run = new Run();
        foreach (var place in ten.Contents())
        {
            ten.Read(place, run);
            Assert.Equal(at, run.At.ToArray());
        }
    }

    [Fact]
    public void A_metric_that_reports_with_every_thirtieth_of_another_costs_no_times()
    {
        var random = new Random(9);
        var at = Enumerable.Range(0, 1440).Select(i => Day + (i * 60_000L) + random.Next(1800)).ToList();
        List<(int, List<KeptReading>)> runs = [.. Enumerable.Range(1, 2).Select(s => (s, at.Where((_, i) => s == 1 || i % 30 == 7).Select((t, i) => new KeptReading(new(s, t, ReadingKind.Number, 20, null, s == 1 ? i : (i * 30) + 7), t)).ToList()))];
        using var one = Write(runs[..1]);
        using var two = Write(runs, "two");

        Assert.InRange(new FileInfo(two.Path).Length - new FileInfo(one.Path).Length, 1, 64);
        var run = new Run();
        two.Read(two.Contents()[1], run);
        Same(runs[1].Item2, run);
    }

    [Fact]
    public void Any_flipped_bit_is_noticed()
    {
        var random = new Random(7);
        using (Write([.. Enumerable.Range(1, 5).Select(s => (s, Readings(random, s)))]))
        {
        }

        var path = Path.Combine(_directory, "day");
        var bytes = File.ReadAllBytes(path);
        for (var i = 0; i < 300; i++)
        {
            var (at, bit) = (random.Next(bytes.Length), random.Next(8));
            if (at >= bytes.Length - 4) continue; // room for later, not covered
            var broken = (byte[])bytes.Clone();
            broken[at] ^= (byte)(1 << bit);
            File.WriteAllBytes(path, broken);
            Assert.Throws<InvalidDataException>(() =>
            {
                using var file = DayFile.Open(path);
                var run = new Run();
                foreach (var place in file.Contents()) file.Read(place, run);
            });
        }
    }

    [Fact]
    public void A_file_cut_anywhere_is_not_taken_for_whole()
    {
        using (Write([(1, Readings(new Random(8), 1))]))
        {
        }

        var bytes = File.ReadAllBytes(Path.Combine(_directory, "day"));
        for (var length = 0; length < bytes.Length; length += 7)
        {
            var path = Path.Combine(_directory, "cut");
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Throws<InvalidDataException>(() => DayFile.Open(path));
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private DayFile Write(List<(int Series, List<KeptReading> Readings)> runs, string name = "day")
    {
        var path = Path.Combine(_directory, name);
        using (var writer = new DayFileWriter(path, Day))
        {
            var run = new Run();
            foreach (var (series, readings) in runs)
            {
                run.Begin(series);
                foreach (var reading in readings) run.Add(reading);
                writer.Add(run);
            }

            writer.Finish();
        }

        return DayFile.Open(path);
    }

    private static void Same(List<KeptReading> said, Run run)
    {
        Assert.Equal(said.Count, run.Count);
        for (var i = 0; i < said.Count; i++)
        {
            var (want, got) = (said[i], run.Kept(i));
            Assert.Equal(BitConverter.DoubleToInt64Bits(want.Reading.Number), BitConverter.DoubleToInt64Bits(got.Reading.Number));
            Assert.Equal(want.Reading with { Number = 0 }, got.Reading with { Number = 0 });
            Assert.InRange(want.Arrived - got.Arrived, 0, 59_999);
        }
    }

    /// <summary>Every shape at once: cadences, jitter, bursts, twins; decimals, steps, extremes, bits, words, booleans; counters that jump.</summary>
    private static List<KeptReading> Readings(Random random, int series)
    {
        var count = random.Next(4) == 0 ? 1 + random.Next(3) : 1 + random.Next(400);
        var (cadence, jitter, shape, counted) = (new[] { 1000, 60_000, 30_000, 600_123 }[random.Next(4)], new[] { 0, 1, 1800, 50_000 }[random.Next(4)], random.Next(9), random.Next(3));
        var at = Enumerable.Range(0, count).Select(i => Day + Math.Clamp((i * (long)cadence) + random.Next(jitter + 1), 0, 86_399_999)).Order().ToList();
        var level = 20.0;
        return at.Select((t, i) =>
        {
            level += (random.Next(5) - 2) * 0.1;
            var kind = shape switch { 6 => ReadingKind.Text, 7 => ReadingKind.Boolean, 8 => (ReadingKind)random.Next(3), _ => ReadingKind.Number };
            var number = shape switch
            {
                0 => Math.Round(level, 1),
                1 => 21.5,
                2 => random.NextDouble() * 1e6,
                3 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)) is var any && double.IsFinite(any) ? any : -0.0,
                4 => random.Next(100) * 25,
                5 => i % 2 == 0 ? double.MaxValue : -double.Epsilon,
                _ => random.Next(7) * 0.25,
            };
            var sequence = counted switch { 0 => PayloadEntry.None, 1 => 1000 + i, _ => random.NextInt64(long.MinValue, long.MaxValue) };
            var reading = kind switch
            {
                ReadingKind.Text => new StoredReading(series, t, kind, double.NaN, "wörd " + random.Next(5), sequence),
                ReadingKind.Boolean => new StoredReading(series, t, kind, random.Next(2), null, sequence),
                _ => new StoredReading(series, t, kind, number, null, sequence),
            };
            return new KeptReading(reading, t + random.Next(-600_000, 900_000));
        }).ToList();
    }
}
