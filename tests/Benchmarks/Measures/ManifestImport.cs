using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using IoTConsole.Benchmarks.Parts;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>A file of 100,000 devices with 37 bad rows: how long until it is judged, and until the rest is planned; the import a second time with the process killed in the middle of it.</summary>
internal static class ManifestImport
{
    private const int Rows = 100_000;
    private const int Bad = 37;

    public static async Task RunAsync(Options options)
    {
        var report = new Report();
        report.Head("what", "figure", "bar", "");
        await using (var console = await ConsoleUnderTest.StartAsync(null)) await MeasureAsync(report, console);
        await KillAsync(report);
        report.Line("").Line(FormattableString.Invariant(
            $"{Rows:#,0} rows as CSV by HTTP from outside the process, {Bad} of them bad by place or power source, on SQLite in chunks of 500; until the answer, and until the run says that it is finished."));
        report.Write("Manifest import", options.Command);
    }

    private static async Task MeasureAsync(Report report, ConsoleUnderTest console)
    {
        var began = Stopwatch.GetTimestamp();
        var id = await BringAsync(console);
        var judged = Stopwatch.GetElapsedTime(began);
        var head = (await console.GetAsync($"/api/v1/manifests/{id}")).GetProperty("manifest");
        if (head.GetProperty("rows").GetInt32() != Rows - Bad || head.GetProperty("faulty").GetInt32() != Bad) throw new InvalidOperationException($"Judged otherwise: {head}");
        var cpu = console.Process.Cpu;
        began = Stopwatch.GetTimestamp();
        var run = await EndAsync(console, await StartAsync(console, id));
        var planned = Stopwatch.GetElapsedTime(began);
        if (run.GetProperty("changed").GetInt32() != Rows - Bad) throw new InvalidOperationException($"Not all were planned: {run}");
        report.Bar("preview", judged.TotalSeconds, "s", 5, atLeast: false);
        report.Bar("import", planned.TotalSeconds, "s", 60, atLeast: false);
        report.Row("processor time of the import", $"{(console.Process.Cpu - cpu).TotalSeconds:0.0} s", "", "");
    }

    private static async Task KillAsync(Report report)
    {
        string data;
        Guid run;
        int before;
        await using (var console = await ConsoleUnderTest.StartAsync(null, keep: true))
        {
            data = console.DataDirectory;
            run = await StartAsync(console, await BringAsync(console));
            while ((before = (await RunAsync(console, run)).GetProperty("changed").GetInt32()) < Rows / 3) await Task.Delay(20);
            await console.Process.KillAsync();
        }

        await using var again = await ConsoleUnderTest.StartAsync(null, data, ConsoleUnderTest.Admin);
        var ended = await EndAsync(again, run);
        if (ended.GetProperty("changed").GetInt32() != Rows - Bad) throw new InvalidOperationException($"Not all were planned after the kill: {ended}");
        report.Row("killed in the middle and started again", FormattableString.Invariant($"{before:#,0} before, {Rows - Bad:#,0} in the end"), "", "");
    }

    private static async Task<Guid> BringAsync(ConsoleUnderTest console)
    {
        var file = new StringBuilder("serial,device_id,name,model,manufacturer,place,power,interval_seconds,tags\n");
        var root = (await console.GetAsync("/api/v1/sites?limit=1")).GetProperty("items")[0].GetProperty("id").GetGuid();
        for (var i = 1; i <= Rows; i++)
        {
            var bad = i % (Rows / Bad) == 0 && i / (Rows / Bad) <= Bad;
            file.Append(CultureInfo.InvariantCulture, $"SN-{i},imp-{i},Sensor {i},AirSense 3,Acme,{(bad && i % 2 == 0 ? "Nowhere" : root)},{(bad && i % 2 == 1 ? "steam" : "battery")},300,order;line-{i % 9}\n");
        }

        using var reply = await console.Http.PostAsync("/api/v1/manifests?name=order.csv", new StringContent(file.ToString(), Encoding.UTF8, "text/csv"));
        reply.EnsureSuccessStatusCode();
        return (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static async Task<Guid> StartAsync(ConsoleUnderTest console, Guid id) => (await console.PostAsync($"/api/v1/manifests/{id}/import", new { })).GetProperty("runId").GetGuid();

    private static async Task<JsonElement> RunAsync(ConsoleUnderTest console, Guid run) => (await console.GetAsync($"/api/v1/runs/{run}")).GetProperty("run");

    private static async Task<JsonElement> EndAsync(ConsoleUnderTest console, Guid id)
    {
        while (true)
        {
            var run = await RunAsync(console, id);
            if (run.GetProperty("state").GetString() is not ("Waiting" or "Running")) return run;
            await Task.Delay(20);
        }
    }
}
