using System.Globalization;
using IoTConsole.Benchmarks;
using IoTConsole.Benchmarks.Measures;

// dotnet run -c Release --project tests/Benchmarks -- NAME… [--slice SECONDS] [--rounds N] [--minutes N]
Dictionary<string, Func<Options, Task>> measures = new()
{
    ["ingest"] = IngestRate.RunAsync,
    ["backlog"] = Backlog.RunAsync,
    ["influx"] = AgainstInflux.RunAsync,
    ["yardstick"] = Yardstick.RunAsync,
    ["durability"] = PriceOfDurability.RunAsync,
    ["idle"] = IdleDevices.RunAsync,
    ["circuits"] = OpenCircuits.RunAsync,
    ["pages"] = PagesInABrowser.RunAsync,
    ["soak"] = Soak.RunAsync,
    ["bytes"] = StoredBytes.RunAsync,
    ["queries"] = StoredQueries.RunAsync,
    ["bulk"] = BulkRuns.RunAsync,
    ["manifest"] = ManifestImport.RunAsync,
};
var names = args.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
if (names.Count == 0) names = [.. measures.Keys];
if (names.Except(measures.Keys).FirstOrDefault() is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no measure {unknown}. Known: {string.Join(", ", measures.Keys)}.");
    return 2;
}

foreach (var name in names)
{
    var options = new Options(
        $"dotnet run -c Release --project tests/Benchmarks -- {string.Join(' ', [name, .. args.SkipWhile(a => !a.StartsWith("--", StringComparison.Ordinal))])}", TimeSpan.FromSeconds(Number("--slice", 4)), (int)Number("--rounds", 10), Number("--minutes", name switch { "soak" => 60, "circuits" => 2, _ => 5 }));
    Console.WriteLine($"--- {name}");
    await measures[name](options);
}

return 0;

double Number(string option, double otherwise) =>
    Array.IndexOf(args, option) is >= 0 and var at ? double.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
