using System.Diagnostics;
using IoTConsole.Benchmarks.Load;
using IoTConsole.Benchmarks.Parts;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>The same readings, durable on both sides: by MQTT into our console, by HTTP into InfluxDB 1.6, in batches of the same size from as many connections, each waited for.</summary>
internal static class AgainstInflux
{
    private const int Connections = 250;

    public static async Task RunAsync(Options options)
    {
        var estate = await YardstickEstate.OpenAsync();
        var report = new Report();
        report.Head("readings a batch", "InfluxDB readings/s", "IoTConsole readings/s", "ratio (median of pairs)", "InfluxDB CPU µs a reading", "IoTConsole CPU µs", "InfluxDB p99 ms", "IoTConsole p99 ms");
        await using var console = await ConsoleUnderTest.StartAsync(null, estate.DataDirectory, (YardstickEstate.Email, estate.Password));
        await using var influx = await Influx.StartAsync();
        foreach (var size in new[] { 1, 60 })
        {
            await using var ours = await estate.GatherAsync(console.Secure, Connections, children => new Payloads(size, children));
            var theirs = await Task.WhenAll(Enumerable.Range(0, Connections).Select(n => LineWriter.ConnectAsync(influx.Port, n, size)));
            await ours.DriveAsync(1, options.Slice, console.Process);
            await DriveAsync(theirs, options.Slice, influx.Process);
            List<Slice> a = [], b = [];
            for (var round = 0; round < options.Rounds; round++)
            {
                if (round % 2 == 0) a.Add(await DriveAsync(theirs, options.Slice, influx.Process));
                b.Add(await ours.DriveAsync(1, options.Slice, console.Process));
                if (round % 2 == 1) a.Add(await DriveAsync(theirs, options.Slice, influx.Process));
            }

            var ratios = a.Zip(b, (x, y) => y.PerSecond / x.PerSecond).Order().ToList();
            report.Row(
                size, Slice.Median(a, s => s.PerSecond) * size, Slice.Median(b, s => s.PerSecond) * size, ratios[ratios.Count / 2], Slice.Median(a, s => s.Cpu) / size, Slice.Median(b, s => s.Cpu) / size,
                Slice.Median(a, s => s.P99), Slice.Median(b, s => s.P99));
            foreach (var writer in theirs) await writer.DisposeAsync();
        }

        report.Line("").Line($"{Connections} connections, one batch of each in flight. Ours carry mutual TLS and JSON, InfluxDB's plain HTTP and its line protocol; both sync before they answer. The bar is a ratio of at least 2.");
        report.Write("Against InfluxDB 1.6", options.Command);
    }

    private static async Task<Slice> DriveAsync(LineWriter[] writers, TimeSpan time, Child server)
    {
        var times = new Histogram();
        using var over = new CancellationTokenSource(time);
        var (cpu, own, start) = (server.Cpu, Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.WhenAll(writers.Select(w => Task.Run(() => w.DriveAsync(times, over.Token))));
        var (seconds, count) = (Stopwatch.GetElapsedTime(start).TotalSeconds, times.Count);
        return new Slice(
            count, count / seconds, (server.Cpu - cpu).TotalMicroseconds / count, (Process.GetCurrentProcess().TotalProcessorTime - own).TotalMicroseconds / count,
            times.At(0.5), times.At(0.99), times.Most);
    }
}
