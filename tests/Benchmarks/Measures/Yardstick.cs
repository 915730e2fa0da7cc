using System.Diagnostics;
using IoTConsole.Benchmarks.Load;
using IoTConsole.Benchmarks.Parts;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>The yardstick at sixty times its rate: 250 gateways over mutual TLS, 60,000 readings a second, while somebody looks at the Overview. Then one gateway with a backlog.</summary>
internal static class Yardstick
{
    private const int Gateways = 250;
    private const int Entries = 60;
    private const double PerGateway = 4;

    public static async Task RunAsync(Options options)
    {
        var estate = await YardstickEstate.OpenAsync();
        var report = new Report();
        await using var console = await ConsoleUnderTest.StartAsync(null, estate.DataDirectory, (YardstickEstate.Email, estate.Password));
        await using (var crowd = await estate.GatherAsync(console.Secure, Gateways, children => new Payloads(Entries, children)))
        {
            // The first minute makes series and activates devices; it is paced like the rest and not counted.
            await crowd.PaceAsync(PerGateway / 4, TimeSpan.FromSeconds(60), console.Process, CancellationToken.None);
            var before = await console.StoredAsync();
            using var looking = new CancellationTokenSource();
            var overview = LookAsync(console, looking.Token);
            var slice = await crowd.PaceAsync(PerGateway, TimeSpan.FromMinutes(options.Minutes), console.Process, CancellationToken.None);
            await looking.CancelAsync();
            var seen = await overview;
            var stored = await console.StoredAsync() - before;
            var sent = slice.Messages * Entries;
            report.Head("what", "figure", "bar", "");
            report.Bar("readings acknowledged a second", slice.PerSecond * Entries, "", 60_000 * 0.99, atLeast: true);
            report.Bar("acknowledged and not stored", sent - stored, "", 0, atLeast: false);
            report.Bar("publish to acknowledgement, p99, from when it was due", slice.P99, "ms", 250, atLeast: false);
            report.Bar("Overview by API meanwhile, p95", seen.At(0.95), "ms", 300, atLeast: false);
            report.Line("").Line(FormattableString.Invariant(
                $"{options.Minutes} minutes, {Gateways} connections with mutual TLS, {Entries} readings a message: {sent:#,0} readings; p50 {slice.P50:0} ms, longest {slice.Most:0} ms; server {slice.Cpu / Entries:0.0} µs and generator {slice.OwnCpu / Entries:0.0} µs of CPU a reading; memory {console.Process.Memory >> 20} MB; Overview p50 {seen.At(0.5):0} ms (n = {seen.Count})."));
        }

        await BacklogAsync(report, estate, console);
        report.Write("The yardstick at 60 times its rate", options.Command);
    }

    private static async Task BacklogAsync(Report report, YardstickEstate estate, ConsoleUnderTest console)
    {
        var yesterday = TimeProvider.System.GetUtcNow().AddHours(-20).ToUnixTimeMilliseconds();
        await using var one = await estate.GatherAsync(console.Secure, 1, children => new Payloads(Entries, children, yesterday, 1_000));
        await one.DriveAsync(16, TimeSpan.FromSeconds(3), console.Process);
        var slice = await one.DriveAsync(16, TimeSpan.FromSeconds(15), console.Process);
        report.Line("").Head("what", "figure", "bar", "").Bar("one gateway that drains a backlog, readings a second", slice.PerSecond * Entries, "", 20_000, atLeast: true);
        report.Line("").Line(FormattableString.Invariant(
            $"One connection with mutual TLS, window 16, {Entries} readings a message, twenty hours old: acknowledged p50 {slice.P50:0} ms, p99 {slice.P99:0} ms."));
    }

    private static async Task<Histogram> LookAsync(ConsoleUnderTest console, CancellationToken ct)
    {
        var times = new Histogram();
        while (!ct.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            await console.GetAsync("/api/v1/overview");
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(500, ct).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        return times;
    }
}
