using IoTConsole.Benchmarks.Load;
using IoTConsole.Benchmarks.Parts;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>
/// Durable QoS 1 ingest against mosquitto, which stores nothing: the same connections, messages and windows, in slices A B B A of one
/// run, so that what the machine does besides falls on both.
/// </summary>
internal static class IngestRate
{
    private const int Connections = 1_000;

    /// <summary>Until the runtime has compiled what is hot, which under full load takes it half a minute.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(Options options)
    {
        var report = new Report();
        var makers = new Makers();
        var names = Enumerable.Range(1, Connections).Select(n => $"bench-{n:00000}").ToList();
        report.Head("transport", "window", "mosquitto msg/s", "IoTConsole msg/s", "ratio (median of pairs)", "mosquitto CPU µs", "IoTConsole CPU µs", "IoTConsole p50 ms", "p99 ms");
        await using var console = await ConsoleUnderTest.StartAsync(makers);
        var acknowledged = 0L;
        foreach (var secure in new[] { true, false })
        {
            await using var peer = await Mosquitto.StartAsync(makers, secure);
            await using var theirs = await GatherAsync(peer.Target, makers, names);
            await using var ours = await GatherAsync(secure ? console.Secure : console.Plain, makers, names);
            await ours.DriveAsync(1, WarmUp, console.Process);
            foreach (var window in new[] { 1, 10 }) await CompareAsync(report, options, secure, window, (theirs, peer.Process), (ours, console.Process));
            acknowledged += ours.Acknowledged;
        }

        report.Line("").Head("what", "figure", "bar", "").Bar("acknowledged and not stored", acknowledged - await console.StoredAsync(), "", 0, atLeast: false);
        report.Line("").Line("One reading a message. The bar is a ratio of at least 0.7. IoTConsole acknowledges what is on disk; mosquitto keeps nothing.");
        report.Write("Durable QoS 1 ingest", options.Command);
    }

    private static Task<Crowd> GatherAsync(Target target, Makers makers, List<string> names) =>
        Crowd.GatherAsync(target, makers.Of, names, id => $"devices/{id}/telemetry", _ => new Payloads(1), CancellationToken.None);

    private static async Task CompareAsync(Report report, Options options, bool secure, int window, (Crowd Crowd, Child Process) theirs, (Crowd Crowd, Child Process) ours)
    {
        await ours.Crowd.DriveAsync(window, options.Slice, ours.Process);
        await theirs.Crowd.DriveAsync(window, options.Slice, theirs.Process);
        List<Slice> a = [], b = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            // A B, then B A: whoever comes second has no advantage over the whole.
            if (round % 2 == 0) a.Add(await theirs.Crowd.DriveAsync(window, options.Slice, theirs.Process));
            b.Add(await ours.Crowd.DriveAsync(window, options.Slice, ours.Process));
            if (round % 2 == 1) a.Add(await theirs.Crowd.DriveAsync(window, options.Slice, theirs.Process));
        }

        var ratios = a.Zip(b, (x, y) => y.PerSecond / x.PerSecond).Order().ToList();
        report.Row(
            secure ? "mutual TLS" : "plain TCP", window, Slice.Median(a, s => s.PerSecond), Slice.Median(b, s => s.PerSecond), ratios[ratios.Count / 2],
            Slice.Median(a, s => s.Cpu), Slice.Median(b, s => s.Cpu), Slice.Median(b, s => s.P50), Slice.Median(b, s => s.P99));
    }
}
