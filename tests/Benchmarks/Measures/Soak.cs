using IoTConsole.Benchmarks.Load;
using IoTConsole.Benchmarks.Parts;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>An hour at twenty times the yardstick's rate while gateways come and go: memory and times must not rise.</summary>
internal static class Soak
{
    private const int Gateways = 250;
    private const int Entries = 20;
    private const double PerGateway = 4;
    private const int Leaving = 12;

    public static async Task RunAsync(Options options)
    {
        var estate = await YardstickEstate.OpenAsync();
        var report = new Report();
        await using var console = await ConsoleUnderTest.StartAsync(null, estate.DataDirectory, (YardstickEstate.Email, estate.Password));
        await using var crowd = await estate.GatherAsync(console.Secure, Gateways, children => new Payloads(Entries, children));
        await crowd.PaceAsync(PerGateway, TimeSpan.FromMinutes(2), console.Process, CancellationToken.None);
        var (minutes, sent, begun) = (new List<(Slice Slice, long Memory)>(), 0L, await console.StoredAsync());
        report.Head("minutes", "readings/s", "p50 ms", "p99 ms", "longest ms", "memory MB", "server CPU µs a reading");
        for (var minute = 1; minute <= options.Minutes; minute++)
        {
            var slice = await crowd.PaceAsync(PerGateway, TimeSpan.FromMinutes(1), console.Process, CancellationToken.None);
            minutes.Add((slice, console.Process.Memory));
            sent += slice.Messages * Entries;
            if (minute % 5 == 0 || minute >= options.Minutes) Sum(report, minutes, minute);
            await estate.RejoinAsync(crowd, console.Secure, minute * Leaving % Gateways, Leaving);
        }

        var lost = sent - (await console.StoredAsync() - begun);
        var third = Math.Max(1, minutes.Count / 3);
        report.Line("").Head("what", "figure", "bar", "");
        report.Bar("acknowledged and not stored", lost, "", 0, atLeast: false);
        report.Bar("memory, last third against first", Mean(minutes[^third..], m => m.Memory) / Mean(minutes[..third], m => m.Memory), "", 1.05, atLeast: false);
        report.Bar("p99 to the acknowledgement, last third against first", Mean(minutes[^third..], m => m.Slice.P99) / Mean(minutes[..third], m => m.Slice.P99), "", 1.25, atLeast: false);
        report.Line("").Line(FormattableString.Invariant(
            $"{options.Minutes} minutes, {Gateways} gateways, each minute {Leaving} of them drop their line and come back with a new handshake; {sent:#,0} readings."));
        report.Write("Soak at 20 times the yardstick's rate", options.Command);
    }

    private static void Sum(Report report, List<(Slice Slice, long Memory)> minutes, int minute)
    {
        var last = minutes[^Math.Min(5, minutes.Count)..];
        report.Row(
            $"{Math.Max(1, minute - 4)} to {minute}", Mean(last, m => m.Slice.PerSecond * Entries), Mean(last, m => m.Slice.P50), last.Max(m => m.Slice.P99), last.Max(m => m.Slice.Most),
            last[^1].Memory / 1048576, Mean(last, m => m.Slice.Cpu / Entries));
    }

    private static double Mean(List<(Slice Slice, long Memory)> minutes, Func<(Slice Slice, long Memory), double> of) => minutes.Average(of);
}
