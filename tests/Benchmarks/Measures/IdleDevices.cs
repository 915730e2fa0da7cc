using System.Diagnostics;
using IoTConsole.Benchmarks.Load;
using IoTConsole.Benchmarks.Parts;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>Ten thousand devices that are connected by mutual TLS, subscribed to their commands, and silent: what they cost, and how fast they come back.</summary>
internal static class IdleDevices
{
    private const int Few = 100;
    private const int Some = 2_000;
    private const int Many = 10_000;
    private const int Senders = 250;
    private const int Window = 4;

    public static async Task RunAsync(Options options)
    {
        var report = new Report();
        var makers = new Makers();
        var data = Directory.CreateTempSubdirectory("iotconsole-bench-").FullName;

        // Registered by one process and measured in the next: memory that registering took would be there again for connections.
        await using (var registrar = await ConsoleUnderTest.StartAsync(makers, data, keep: true))
            await using (await GatherAsync(registrar, makers, [.. Names("bench-s", 0, Senders), .. Names("bench-i", 0, Many)]))
            {
            }

        await using var console = await ConsoleUnderTest.StartAsync(makers, data);
        await using var senders = await GatherAsync(console, makers, Names("bench-s", 0, Senders));
        await senders.DriveAsync(Window, options.Slice, console.Process);

        report.Head("what", "figure", "bar", "");
        await using (var few = await IdleAsync(console, makers, 0, Few))
        {
            var quiet = await RateAsync(senders, options, console);
            await using var some = await IdleAsync(console, makers, Few, Some);
            var before = await SettledAsync(console);
            await using var many = await IdleAsync(console, makers, Some, Many);
            var after = await SettledAsync(console);
            var crowded = await RateAsync(senders, options, console);
            report.Bar("memory of an idle connection with mutual TLS", (after - before) / 1024.0 / (Many - Some), "KB", 100, atLeast: false);
            report.Bar($"ingest with {Many:#,0} idle subscribers, share of that with {Few}", crowded / quiet, "", 0.9, atLeast: true);
            Console.WriteLine($"({quiet:#,0} and {crowded:#,0} messages a second)");
        }

        await StormAsync(report, console, makers, senders);
        report.Line("").Line($"Memory is the resident set between {Some:#,0} and {Many:#,0} connections, by connection. Generator and console share both cores, so the storm counts both ends of every handshake.");
        report.Write("Idle devices and reconnect storms", options.Command);
    }

    private static async Task StormAsync(Report report, ConsoleUnderTest console, Makers makers, Crowd senders)
    {
        const double PerSender = 4;
        var calm = await senders.PaceAsync(PerSender, TimeSpan.FromSeconds(10), console.Process, CancellationToken.None);
        var names = Names("bench-i", 0, Many);
        foreach (var name in names) makers.Of(name).Dispose();
        var start = Stopwatch.GetTimestamp();
        var gathering = IdleAsync(console, makers, 0, Many);
        var during = await senders.PaceAsync(PerSender, TimeSpan.FromSeconds(20), console.Process, CancellationToken.None);
        await using (await gathering) report.Bar($"reconnect of {Many:#,0} with mutual TLS, all back and subscribed", Stopwatch.GetElapsedTime(start).TotalSeconds, "s", 60, atLeast: false);
        report.Row($"acknowledgement p99 of {Senders * PerSender:#,0} messages a second meanwhile", $"{during.P99:0} ms", $"calm: {calm.P99:0} ms", "");
    }

    private static async Task<double> RateAsync(Crowd senders, Options options, ConsoleUnderTest console)
    {
        List<double> rates = [];
        for (var i = 0; i < 3; i++) rates.Add((await senders.DriveAsync(Window, options.Slice, console.Process)).PerSecond);
        return rates.Order().ElementAt(1);
    }

    /// <summary>Memory once handshakes are digested: the least of some looks.</summary>
    private static async Task<double> SettledAsync(ConsoleUnderTest console)
    {
        var least = double.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            least = Math.Min(least, console.Process.Memory);
        }

        return least;
    }

    private static List<string> Names(string prefix, int from, int to) => Enumerable.Range(from + 1, to - from).Select(n => $"{prefix}{n:00000}").ToList();

    private static async Task<Crowd> IdleAsync(ConsoleUnderTest console, Makers makers, int from, int to)
    {
        var crowd = await GatherAsync(console, makers, Names("bench-i", from, to));
        await crowd.SubscribeAsync(id => $"devices/{id}/commands");
        return crowd;
    }

    private static Task<Crowd> GatherAsync(ConsoleUnderTest console, Makers makers, List<string> names) =>
        Crowd.GatherAsync(console.Secure, makers.Of, names, id => $"devices/{id}/telemetry", _ => new Payloads(1), CancellationToken.None);
}
