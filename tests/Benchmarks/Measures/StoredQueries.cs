using System.Diagnostics;
using System.Text.Json;
using IoTConsole.Benchmarks.Load;
using IoTConsole.Benchmarks.Parts;
using IoTConsole.Simulation.Contracts;
using IoTConsole.Telemetry;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>
/// Charts over a hundred million stored readings (ten buildings, 2,400 sensors, a reading a minute for thirty days), asked by API while the
/// yardstick's thousand readings a second arrive. The readings are laid down and settled once and kept.
/// </summary>
internal static class StoredQueries
{
    private const int Buildings = 10;
    private const int Days = 30;
    private const int Asked = 60;
    private const long Minute = 60_000;
    private const long Day = 1440 * Minute;
    private static readonly string _kept = Path.Combine(Place.Artifacts, "stored");

    public static async Task RunAsync(Options options)
    {
        var estate = await YardstickEstate.OpenAsync();
        if (!File.Exists(Path.Combine(_kept, "filled"))) await FillAsync(estate);
        var report = new Report();
        await using var console = await ConsoleUnderTest.StartAsync(null, _kept, (YardstickEstate.Email, estate.Password));
        await using var crowd = await estate.GatherAsync(console.Secure, 250, children => new Payloads(1, children));
        var until = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(await File.ReadAllTextAsync(Path.Combine(_kept, "filled"))));
        using var over = new CancellationTokenSource();
        var load = crowd.PaceAsync(4, TimeSpan.FromMinutes(10), console.Process, over.Token);
        var devices = Devices().ToList();
        var floors = await FloorsAsync(console, devices);
        report.Head("what", "figure", "bar", "");
        await AskAsync(report, console, "a device's 24 hours, p95", 50, n => Address($"device={Pick(devices, n)}", until, TimeSpan.FromDays(1)));
        await AskAsync(report, console, "a floor's 24 hours in buckets, p95", 100, n => Address($"site={Pick(floors, n)}", until, TimeSpan.FromDays(1)));
        await AskAsync(report, console, "a device's 30 days, p95", 150, n => Address($"device={Pick(devices, n)}", until, TimeSpan.FromDays(Days)));
        await over.CancelAsync();
        await load.ContinueWith(_ => { }, TaskScheduler.Default);
        report.Line("").Line(FormattableString.Invariant(
            $"{Days * 1440L * devices.Count:#,0} readings in settled days, {Asked} different questions of each kind, by HTTP from outside the process, 1,000 readings a second meanwhile."));
        report.Write("Charts over a hundred million readings", options.Command);
    }

    private static async Task AskAsync(Report report, ConsoleUnderTest console, string what, double bar, Func<int, string> address)
    {
        for (var n = 0; n < 5; n++) await console.GetAsync(address(n + 1000));
        var (times, points) = (new List<double>(), 0);
        for (var n = 0; n < Asked; n++)
        {
            var start = Stopwatch.GetTimestamp();
            var answer = await console.GetAsync(address(n));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            points += answer.GetProperty("points").GetArrayLength();
        }

        if (points < Asked * 100) throw new InvalidOperationException($"{what}: only {points} points came back.");
        times.Sort();
        report.Bar(what, times[(int)(0.95 * (times.Count - 1))], "ms", bar, atLeast: false);
        Console.WriteLine($"(p50 {times[times.Count / 2]:0.0} ms, {points / Asked} points)");
    }

    private static string Address(string of, DateTimeOffset until, TimeSpan range) =>
        $"/api/v1/telemetry?{of}&metric=temperature&from={Uri.EscapeDataString((until - range).ToString("O"))}&to={Uri.EscapeDataString(until.ToString("O"))}&limit=500";

    private static string Pick(List<string> from, int n) => from[(int)((uint)(n * 2_654_435_761L) % from.Count)];

    private static IEnumerable<string> Devices()
    {
        var plan = FleetPlan.Meridian(250, seed: 1);
        return plan.Buildings.Take(Buildings).SelectMany(b => plan.DevicesOf(b).Skip(1 + FleetPlan.ControllersPerBuilding)).Select(d => d.DeviceId);
    }

    private static async Task<List<string>> FloorsAsync(ConsoleUnderTest console, List<string> devices)
    {
        var floors = new List<string>();
        foreach (var id in devices.Where((_, i) => i % 48 == 0))
        {
            var found = (await console.GetAsync($"/api/v1/devices?limit=5&q={id}")).GetProperty("items").EnumerateArray().First(d => d.GetProperty("deviceId").GetString() == id);
            var zone = await console.GetAsync($"/api/v1/sites/{found.GetProperty("siteId").GetString()}");
            floors.Add(zone.GetProperty("parentId").GetString()!);
        }

        return floors;
    }

    private static async Task FillAsync(YardstickEstate estate)
    {
        if (Directory.Exists(_kept)) Directory.Delete(_kept, recursive: true);
        Copy(estate.DataDirectory, _kept);
        await using (var console = await ConsoleUnderTest.StartAsync(null, _kept, (YardstickEstate.Email, estate.Password)))
        await using (var crowd = await estate.GatherAsync(console.Secure, Buildings, children => new Payloads(children.Count, children)))
            await crowd.PaceAsync(1, TimeSpan.FromSeconds(2), null, CancellationToken.None);

        var settings = new TelemetrySettings { StoreFile = Path.Combine(_kept, "telemetry.duckdb"), StoreMemoryMegabytes = 2048 };
        using var store = new DuckStore(settings, TimeProvider.System, NullLogger<DuckStore>.Instance);
        await store.OpenAsync(CancellationToken.None);
        var series = (await store.LoadLatestAsync(CancellationToken.None)).Select(c => c.Reading.Series).Order().ToList();
        var end = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / Day * Day;
        for (var hour = end - (Days * Day); hour < end; hour += 60 * Minute)
        {
            await store.AppendAsync(Hour(series, hour), hour + (60 * Minute), CancellationToken.None);
            if ((hour + (60 * Minute)) % Day != 0) continue;
            while (await store.SettleAsync(DateTimeOffset.FromUnixTimeMilliseconds(hour + (2 * 60 * Minute)), CancellationToken.None) > 0) Console.Write('.');
        }

        await File.WriteAllTextAsync(Path.Combine(_kept, "filled"), $"{end}");
        Console.WriteLine();
    }

    private static StoredReading[] Hour(List<int> series, long hour)
    {
        var readings = new StoredReading[series.Count * 60];
        for (var minute = 0; minute < 60; minute++)
            for (var i = 0; i < series.Count; i++)
            {
                // A day's swing, a room of its own, a little noise: hundredths, as sensors send them.
                var at = hour + (minute * Minute) + (i % 60 * 1000);
                var swing = Math.Sin((at % Day / (double)Day * 2 * Math.PI) + i) * 2;
                var noise = ((series[i] * 31) + (at / Minute * 17)) % 7 * 0.01;
                readings[(minute * series.Count) + i] = new(series[i], at, ReadingKind.Number, Math.Round(21 + (i % 5) + swing + noise, 2), null, at / Minute);
            }

        return readings;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var directory in Directory.GetDirectories(from).Where(d => !d.EndsWith(".days", StringComparison.Ordinal))) Copy(directory, Path.Combine(to, Path.GetFileName(directory)));
        foreach (var file in Directory.GetFiles(from).Where(f => !Path.GetFileName(f).StartsWith("telemetry.duckdb", StringComparison.Ordinal))) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
