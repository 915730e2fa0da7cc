using System.Diagnostics;
using IoTConsole.Benchmarks.Load;
using IoTConsole.Benchmarks.Parts;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>The same readings, durable on both sides: by MQTT into our console, by HTTP into InfluxDB 1.6, from as many connections, with as much unanswered on each.</summary>
internal static class AgainstInflux
{
    private const int Devices = 1_000;
    private const int Gateways = 250;
    private const int Children = 60;

    public static async Task RunAsync(Options options)
    {
        var report = new Report();
        report.Head("connections", "unanswered on each", "InfluxDB readings/s", "IoTConsole readings/s", "ratio (median of pairs)", "InfluxDB CPU µs a reading", "IoTConsole CPU µs", "InfluxDB p99 ms", "IoTConsole p99 ms");
        await using var influx = await Influx.StartAsync();
        await DevicesAsync(report, options, influx);
        await GatewaysAsync(report, options, influx);
        report.Line("").Line(
            $"{Devices:#,0} devices send one reading a message and wait for 1 or 10 acknowledgements; InfluxDB gets what is unanswered as one batch. {Gateways} gateways send {Children} readings a message. "
            + "Ours carry mutual TLS and JSON, InfluxDB's plain HTTP and its line protocol; both sync before they answer. The bar is a ratio of at least 2.");
        report.Write("Against InfluxDB 1.6", options.Command);
    }

    private static async Task DevicesAsync(Report report, Options options, Influx influx)
    {
        var makers = new Makers();
        var names = Enumerable.Range(1, Devices).Select(n => $"bench-{n:00000}").ToList();
        await using var console = await ConsoleUnderTest.StartAsync(makers);
        await using var ours = await Crowd.GatherAsync(console.Secure, makers.Of, names, id => $"devices/{id}/telemetry", _ => new Payloads(1), CancellationToken.None);
        await ours.DriveAsync(1, IngestRate.WarmUp, console.Process);
        foreach (var window in new[] { 1, 10 })
        {
            await using var theirs = await Writers.ConnectAsync(influx, Devices, window, children: false);
            await CompareAsync(report, options, $"{window} of one reading", (theirs, window), (ours, 1, window, console.Process));
        }
    }

    private static async Task GatewaysAsync(Report report, Options options, Influx influx)
    {
        var estate = await YardstickEstate.OpenAsync();
        await using var console = await ConsoleUnderTest.StartAsync(null, estate.DataDirectory, (YardstickEstate.Email, estate.Password));
        await using var ours = await estate.GatherAsync(console.Secure, Gateways, children => new Payloads(Children, children));
        await using var theirs = await Writers.ConnectAsync(influx, Gateways, Children, children: true);
        await ours.DriveAsync(1, IngestRate.WarmUp, console.Process);
        await CompareAsync(report, options, $"1 of {Children} readings", (theirs, Children), (ours, Children, 1, console.Process));
    }

    private static async Task CompareAsync(
        Report report, Options options, string what, (Writers Writers, int Size) theirs, (Crowd Crowd, int Size, int Window, Child Process) ours)
    {
        await ours.Crowd.DriveAsync(ours.Window, options.Slice, ours.Process);
        await theirs.Writers.DriveAsync(options.Slice);
        List<Slice> a = [], b = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            if (round % 2 == 0) a.Add(await theirs.Writers.DriveAsync(options.Slice));
            b.Add(await ours.Crowd.DriveAsync(ours.Window, options.Slice, ours.Process));
            if (round % 2 == 1) a.Add(await theirs.Writers.DriveAsync(options.Slice));
        }

        var ratios = a.Zip(b, (x, y) => y.PerSecond * ours.Size / (x.PerSecond * theirs.Size)).Order().ToList();
        report.Row(
            theirs.Writers.Count, what, Slice.Median(a, s => s.PerSecond) * theirs.Size, Slice.Median(b, s => s.PerSecond) * ours.Size, ratios[ratios.Count / 2],
            Slice.Median(a, s => s.Cpu) / theirs.Size, Slice.Median(b, s => s.Cpu) / ours.Size, Slice.Median(a, s => s.P99), Slice.Median(b, s => s.P99));
    }

    private sealed class Writers(Influx influx, LineWriter[] all) : IAsyncDisposable
    {
        public int Count => all.Length;

        public static async Task<Writers> ConnectAsync(Influx influx, int count, int size, bool children) =>
            new(influx, await Task.WhenAll(Enumerable.Range(0, count).Select(n => LineWriter.ConnectAsync(influx.Port, n, size, children))));

        public async Task<Slice> DriveAsync(TimeSpan time)
        {
            var times = new Histogram();
            using var over = new CancellationTokenSource(time);
            var (cpu, own, start) = (influx.Process.Cpu, Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.GetTimestamp());
            await Task.WhenAll(all.Select(w => Task.Run(() => w.DriveAsync(times, over.Token))));
            var (seconds, count) = (Stopwatch.GetElapsedTime(start).TotalSeconds, times.Count);
            return new Slice(
                count, count / seconds, (influx.Process.Cpu - cpu).TotalMicroseconds / count, (Process.GetCurrentProcess().TotalProcessorTime - own).TotalMicroseconds / count,
                times.At(0.5), times.At(0.99), times.Most);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var writer in all) await writer.DisposeAsync();
        }
    }
}
