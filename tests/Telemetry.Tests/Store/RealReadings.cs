using System.Globalization;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Store;

/// <summary>Every number of the published data sets' tables: a column of a file is a series, a row is a minute.</summary>
internal static class RealReadings
{
    public static IReadOnlyList<StoredReading> Load(int mostAFile)
    {
        var root = Environment.GetEnvironmentVariable("IOTCONSOLE_TEST_DATA") is { Length: > 0 } told ? told : Beside();
        Assert.SkipUnless(Directory.Exists(root), "The published data sets are not on this machine (looked beside the repository, and IOTCONSOLE_TEST_DATA).");
        var readings = new List<StoredReading>();
        var series = 0;
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(f => f.EndsWith(".csv", StringComparison.Ordinal) || f.EndsWith(".txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(60))
        {
            var (rows, first, widest) = (0, readings.Count, 0);
            foreach (var line in File.ReadLines(file))
            {
                var cells = line.Split(',', ';', '\t', ' ');
                for (var column = 0; column < Math.Min(cells.Length, 40); column++)
                {
                    if (!double.TryParse(cells[column].Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) continue;
                    readings.Add(new(series + column + 1, StoreFixture.T0 + (rows * 60_000L), ReadingKind.Number, number, null, PayloadEntry.None));
                    widest = Math.Max(widest, column + 1);
                }

                rows++;
                if (readings.Count - first >= mostAFile) break;
            }

            series += widest;
        }

        return readings;
    }

    private static string Beside()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "IoTConsole.sln"))) directory = directory.Parent;
        return directory is null ? "absent" : Path.Combine(directory.FullName, "..", "shared", "data");
    }
}
