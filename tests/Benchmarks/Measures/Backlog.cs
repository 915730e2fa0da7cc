using IoTConsole.Benchmarks.Load;
using IoTConsole.Benchmarks.Parts;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>
/// Live readings of many while one gateway drains a backlog: their time to the acknowledgement without and with it, in slices of one run, and
/// how fast the backlog goes meanwhile and alone.
/// </summary>
internal static class Backlog
{
    private const int Live = 250;
    private const double LivePerSecond = 4;
    private const int Window = 10;
    private const int Entries = 80;

    public static async Task RunAsync(Options options)
    {
        var report = new Report();
        var makers = new Makers();
        var names = Enumerable.Range(1, Live).Select(n => $"bench-{n:00000}").ToList();
        report.Head("", "live p50 ms", "live p99 ms", "backlog readings/s");
        await using var console = await ConsoleUnderTest.StartAsync(makers);
        await using var live = await GatherAsync(console, makers, names, _ => new Payloads(1));
        var past = TimeProvider.System.GetUtcNow().AddDays(-2).ToUnixTimeMilliseconds();
        await using var gateway = await GatherAsync(console, makers, ["bench-90000"], _ => new Payloads(Entries, null, past, 1));
        await live.PaceAsync(LivePerSecond, options.Slice, console.Process, CancellationToken.None);
        var alone = new List<Slice>();
        List<(Slice Live, Slice Old)> together = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            alone.Add(await live.PaceAsync(LivePerSecond, options.Slice, console.Process, CancellationToken.None));
            var draining = gateway.DriveAsync(Window, options.Slice, null);
            var meanwhile = await live.PaceAsync(LivePerSecond, options.Slice, console.Process, CancellationToken.None);
            together.Add((meanwhile, await draining));
        }

        var undisturbed = await gateway.DriveAsync(Window, options.Slice, null);
        report.Row("live alone", Slice.Median(alone, s => s.P50), Slice.Median(alone, s => s.P99), 0);
        report.Row(
            "with a backlog", Slice.Median([.. together.Select(t => t.Live)], s => s.P50), Slice.Median([.. together.Select(t => t.Live)], s => s.P99),
            Slice.Median([.. together.Select(t => t.Old)], s => s.PerSecond) * Entries);
        report.Row("backlog alone", 0, 0, undisturbed.PerSecond * Entries);
        report.Line("").Line($"{Live} live connections with {LivePerSecond} messages a second each; one gateway with {Entries} old readings a message and a window of {Window}. Mutual TLS.");
        report.Write("Live readings beside a backlog", options.Command);
    }

    private static Task<Crowd> GatherAsync(ConsoleUnderTest console, Makers makers, List<string> names, Func<int, Payloads> payloads) =>
        Crowd.GatherAsync(console.Secure, makers.Of, names, id => $"devices/{id}/telemetry", payloads, CancellationToken.None);
}
