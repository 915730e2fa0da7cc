using System.Diagnostics;
using System.Text.Json;
using IoTConsole.Benchmarks.Load;
using IoTConsole.Benchmarks.Parts;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>Everything that a filter matches, a third of the yardstick's 60,000 devices, tagged in the background and that undone, on SQLite: idle, and while a thousand readings a second arrive.</summary>
internal static class BulkRuns
{
    private const int Gateways = 250;

    public static async Task RunAsync(Options options)
    {
        var estate = await YardstickEstate.OpenAsync();
        var report = new Report();
        await using var console = await ConsoleUnderTest.StartAsync(null, estate.DataDirectory, (YardstickEstate.Email, estate.Password), keep: true);
        report.Head("what", "figure", "bar", "");
        await console.StoredAsync();
        var devices = await MeasureAsync(report, console, "idle");
        await using var crowd = await estate.GatherAsync(console.Secure, Gateways, children => new Payloads(1, children));
        using var over = new CancellationTokenSource();
        var load = crowd.PaceAsync(4, TimeSpan.FromMinutes(10), console.Process, over.Token);
        await MeasureAsync(report, console, "1,000 readings a second meanwhile");
        await over.CancelAsync();
        await load.ContinueWith(_ => { }, TaskScheduler.Default);
        report.Line("").Line(FormattableString.Invariant(
            $"{devices:#,0} devices that “Temperature” matches, of 60,000, in chunks of 500, by HTTP from outside the process; from the asking until the run says that it is finished, looked at every 20 ms."));
        report.Write("Bulk runs", options.Command);
    }

    private static async Task<int> MeasureAsync(Report report, ConsoleUnderTest console, string when)
    {
        var what = new { verb = "devices.add-tag", arguments = new { tag = $"bench {Guid.CreateVersion7():N}"[..30] }, filter = "q=Temperature" };
        var (preview, seen) = await TimeAsync(() => console.PostAsync("/api/v1/runs/preview", what));
        var devices = seen.GetProperty("changes").GetInt32();
        if (devices < 15_000) throw new InvalidOperationException($"Only {devices} devices match.");
        var before = console.Process.Cpu;
        var (tag, run) = await TimeAsync(() => EndAsync(console, "/api/v1/runs", what));
        var spent = console.Process.Cpu - before;
        var (back, undo) = await TimeAsync(() => EndAsync(console, $"/api/v1/runs/{run.GetProperty("id").GetGuid()}/undo", new { }));
        foreach (var ended in new[] { run, undo })
            if (ended.GetProperty("changed").GetInt32() != devices) throw new InvalidOperationException($"Not all were changed: {ended}");
        report.Bar($"tag, {when}", tag.TotalSeconds, "s", 10, atLeast: false);
        report.Bar($"undo it, {when}", back.TotalSeconds, "s", 10, atLeast: false);
        report.Row($"processor time of tagging, {when}", $"{spent.TotalSeconds:0.0} s", "", "");
        report.Row($"preview, {when}", $"{preview.TotalMilliseconds:0} ms", "", "");
        return devices;
    }

    private static async Task<JsonElement> EndAsync(ConsoleUnderTest console, string path, object body)
    {
        var id = (await console.PostAsync(path, body)).GetProperty("id").GetGuid();
        while (true)
        {
            var run = (await console.GetAsync($"/api/v1/runs/{id}")).GetProperty("run");
            if (run.GetProperty("state").GetString() is not ("Waiting" or "Running")) return run;
            await Task.Delay(20);
        }
    }

    private static async Task<(TimeSpan Took, T Result)> TimeAsync<T>(Func<Task<T>> what)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await what();
        return (Stopwatch.GetElapsedTime(start), result);
    }
}
