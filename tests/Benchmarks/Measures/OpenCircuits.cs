using IoTConsole.Benchmarks.Load;
using IoTConsole.Benchmarks.Parts;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>Open pages at 60,000 devices: what each holds in memory, and what all of them cost while readings arrive. Half show the Overview, half the Devices.</summary>
internal static class OpenCircuits
{
    private const int Gateways = 250;
    private const int Entries = 60;
    private const int First = 10;
    private const int Circuits = 100;

    // A reading of each of the 60,000 sensors a minute, as the yardstick has it.
    private const double PerGateway = 1_000.0 / Entries / Gateways;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(20);

    private static readonly (string Address, string Expected)[] _pages = [("/", "Worst buildings"), ("/devices", "data-row")];

    public static async Task RunAsync(Options options)
    {
        var estate = await YardstickEstate.OpenAsync();
        var report = new Report();
        var time = TimeSpan.FromMinutes(options.Minutes);
        await using var console = await ConsoleUnderTest.StartAsync(null, estate.DataDirectory, (YardstickEstate.Email, estate.Password));
        await using var crowd = await estate.GatherAsync(console.Secure, Gateways, children => new Payloads(Entries, children));
        await crowd.PaceAsync(1, _warmUp, console.Process, CancellationToken.None);

        // Alone first; then the same traffic with pages open.
        var alone = await CpuAsync(console, () => crowd.PaceAsync(PerGateway, time, console.Process, CancellationToken.None));
        var open = new List<CircuitClient>();
        var (overview, devices) = (new Histogram(), new Histogram());
        await OpenAsync(console, open, First, [new(), new()]);
        var (memory, heap) = await HeldAsync(console);
        await OpenAsync(console, open, Circuits, [overview, devices]);
        var (memoryAll, heapAll) = await HeldAsync(console);
        foreach (var extra in open.Take(First).ToList())
        {
            await extra.DisposeAsync();
            open.Remove(extra);
        }

        var quiet = await CpuAsync(console, () => Task.Delay(_warmUp));
        var (batches, bytes) = (open.Sum(c => c.Batches), open.Sum(c => c.Bytes));
        var live = await CpuAsync(console, () => crowd.PaceAsync(PerGateway, time, console.Process, CancellationToken.None));
        var seconds = time.TotalSeconds;
        var ended = open.Where(c => c.Ended is not null).Select(c => c.Ended).Distinct().ToList();
        report.Head("what", "figure");
        report.Row($"memory a circuit, resident set between {First} and {First + Circuits} circuits", $"{(memoryAll - memory) / 1024.0 / Circuits:0} KB");
        report.Row("memory a circuit, heap after collection", $"{(heapAll - heap) / 1024.0 / Circuits:0} KB");
        report.Row($"CPU of {Circuits} circuits when nothing arrives, share of one core", Share(quiet));
        report.Row("CPU of the console with 1,000 readings a second and nobody looking", Share(alone));
        report.Row($"CPU of the console with 1,000 readings a second and {Circuits} circuits", Share(live));
        report.Row("CPU of one circuit on a live page", FormattableString.Invariant($"{(live - alone) * 100 / Circuits:0.00} % of one core"));
        report.Row("Overview from the address until the server has drawn it, half within, 95 % within", Within(overview));
        report.Row("Devices from the address until the server has drawn it, half within, 95 % within", Within(devices));
        report.Row("batches of changes a second and circuit", (open.Sum(c => c.Batches) - batches) / seconds / Circuits);
        report.Row("bytes a batch", (open.Sum(c => c.Bytes) - bytes) / Math.Max(1, open.Sum(c => c.Batches) - batches));
        report.Row("circuits still open at the end", $"{open.Count - open.Count(c => c.Ended is not null)} of {Circuits}");
        report.Line("").Line(FormattableString.Invariant(
            $"{Circuits} circuits over the real protocol (document, negotiation, blazorpack on a WebSocket, every batch acknowledged), half on the Overview, half on Devices, at 60,000 devices. Console {memoryAll >> 20} MB in all; {options.Minutes} minutes with and without them.{(ended.Count > 0 ? " Ended: " + string.Join("; ", ended) : "")}"));
        report.Write("Open circuits", options.Command);
        foreach (var circuit in open) await circuit.DisposeAsync();
    }

    private static string Share(double share) => FormattableString.Invariant($"{share * 100:0.0} % of one core");

    private static string Within(Histogram times) => FormattableString.Invariant($"{times.At(0.5):0} ms, {times.At(0.95):0} ms");

    private static async Task OpenAsync(ConsoleUnderTest console, List<CircuitClient> open, int more, Histogram[] times)
    {
        for (var i = 0; i < more; i++)
        {
            var (address, expected) = _pages[i % _pages.Length];
            var at = TimeProvider.System.GetTimestamp();
            open.Add(await CircuitClient.OpenAsync(console, address, expected, CancellationToken.None));
            times[i % _pages.Length].Add(TimeProvider.System.GetElapsedTime(at).TotalMilliseconds);
        }
    }

    private static async Task<double> CpuAsync(ConsoleUnderTest console, Func<Task> meanwhile)
    {
        var (before, at) = (console.Process.Cpu, TimeProvider.System.GetTimestamp());
        await meanwhile();
        return (console.Process.Cpu - before) / TimeProvider.System.GetElapsedTime(at);
    }

    private static async Task<(long Memory, double Heap)> HeldAsync(ConsoleUnderTest console)
    {
        var heap = await console.CollectAsync();
        return (console.Process.Memory, heap);
    }
}
