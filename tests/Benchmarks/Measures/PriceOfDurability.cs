using System.Diagnostics;
using IoTConsole.Benchmarks.Load;
using IoTConsole.Benchmarks.Parts;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>The same console twice, once with its data on the disk and once in memory (tmpfs), where a sync costs nothing.</summary>
internal static class PriceOfDurability
{
    private const int Connections = 250;

    public static async Task RunAsync(Options options)
    {
        var report = new Report();
        var makers = new Makers();
        var names = Enumerable.Range(1, Connections).Select(n => $"bench-{n:00000}").ToList();
        var memory = Directory.CreateDirectory($"/dev/shm/iotconsole-bench-{Environment.ProcessId}").FullName;
        await using var kept = await ConsoleUnderTest.StartAsync(makers);
        await using var forgetful = await ConsoleUnderTest.StartAsync(makers, memory);
        await using var onDisk = await GatherAsync(kept, makers, names);
        await using var inMemory = await GatherAsync(forgetful, makers, names);
        report.Head("window", "data in memory msg/s", "data on disk msg/s", "share (median of pairs)", "p99 in memory ms", "p99 on disk ms");
        foreach (var window in new[] { 1, 10 })
        {
            List<Slice> a = [], b = [];
            for (var round = -1; round < options.Rounds; round++)
            {
                var first = round % 2 == 0 ? (inMemory, forgetful, a) : (onDisk, kept, b);
                var second = round % 2 == 0 ? (onDisk, kept, b) : (inMemory, forgetful, a);
                foreach (var (crowd, console, slices) in new[] { first, second })
                {
                    var slice = await crowd.DriveAsync(window, options.Slice, console.Process);
                    if (round >= 0) slices.Add(slice);
                }
            }

            var shares = a.Zip(b, (x, y) => y.PerSecond / x.PerSecond).Order().ToList();
            report.Row(window, Slice.Median(a, s => s.PerSecond), Slice.Median(b, s => s.PerSecond), shares[shares.Count / 2], Slice.Median(a, s => s.P99), Slice.Median(b, s => s.P99));
        }

        report.Line("").Line(FormattableString.Invariant($"{Connections} connections with mutual TLS, one reading a message. A sync of 4 KiB on the disk of this run: {SyncMilliseconds(kept.DataDirectory):0.00} ms (median of 200)."));
        report.Write("Price of durability", options.Command);
    }

    private static double SyncMilliseconds(string directory)
    {
        var file = Path.Combine(directory, "sync.probe");
        using var handle = File.OpenHandle(file, FileMode.Create, FileAccess.Write, preallocationSize: 1 << 20);
        var (block, times) = (new byte[4096], new List<double>());
        for (var i = 0; i < 200; i++)
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(handle, block, i * block.Length);
            RandomAccess.FlushToDisk(handle);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    private static Task<Crowd> GatherAsync(ConsoleUnderTest console, Makers makers, List<string> names) =>
        Crowd.GatherAsync(console.Secure, makers.Of, names, id => $"devices/{id}/telemetry", _ => new Payloads(1), CancellationToken.None);
}
