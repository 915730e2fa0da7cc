using System.Globalization;
using IoTConsole.Simulation.Replay;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Devices;

/// <summary>Published data sets, dirt included, sent by the program's own <c>replay</c> through the broker and read back through the API.</summary>
public sealed class ReplayTests(FieldFixture running) : IClassFixture<FieldFixture>
{
    [Fact]
    public async Task Real_data_sets_read_back_equal_to_their_files_minus_repeats_and_each_repeat_is_counted()
    {
        var console = running.Console;
        var folder = TestPaths.Data;
        Assert.SkipUnless(folder is not null, "The published data sets are not on this machine; they are no part of the repository.");
        var root = (await running.Field.Session.AllAsync("/api/v1/sites")).Single(s => s.GetProperty("kind").GetString() == "Portfolio").GetProperty("id").GetString();
        var key = (await running.Field.Session.PostAsync("/api/v1/keys", new { name = "replay", role = "Administrator", siteId = root })).GetProperty("key").GetString()!;

        var replayed = await ForeignProgram.RunAsync(
            "dotnet",
            [
                TestPaths.Program, "replay", "--data", folder!, "--to", $"localhost:{console.TlsPort}", "--api", console.Address.ToString(), "--key", key,
                "--identities", Path.Combine(console.DataDirectory, "identities"), "--as-fast-as-possible",
            ],
            atMost: TimeSpan.FromMinutes(5));
        replayed.MustSucceed();

        var repeats = 0;
        foreach (var (set, directory) in ReplayVerb.Find(folder!))
        {
            var read = DataSetReader.Read(set, directory);
            var kept = read.Rows.Where((row, i) => i == 0 || !Repeats(row, read.Rows[i - 1])).ToList();
            repeats += read.Rows.Sum(r => r.Values.Count) - kept.Sum(r => r.Values.Count);
            Assert.Contains($"acknowledged  {read.Rows.Count:N0} rows", replayed.Output, StringComparison.Ordinal);
            foreach (var device in set.Devices)
            {
                var rows = kept.Where(r => r.DeviceId == device).ToList();
                foreach (var metric in rows.SelectMany(r => r.Values.Select(v => v.Metric)).Distinct())
                {
                    var said = rows.SelectMany(r => r.Values.Where(v => v.Metric == metric).Select(v => (r.At, v.Number)));
                    Assert.Equal(said, await running.Field.ReadingsAsync(device, metric));
                }
            }
        }

        Assert.Equal(repeats, await running.Field.RefusedAsync("publish", "duplicate-sequence"));
        foreach (var reason in new[] { "duplicate", "conflicting-duplicate", "bad-value", "bad-metric-name", "too-old", "in-future" })
            Assert.Equal(0, await running.Field.RefusedAsync("publish", reason));
        await TemperaturesAreThoseOfTheFileAsync(folder!);
    }

    // A radio network hands the same frame on again minutes later.
    private static bool Repeats(ReplayRow row, ReplayRow before) =>
        row.Sequence is not null && row.Sequence == before.Sequence && row.Values.SequenceEqual(before.Values);

    // Read without the code under test: columns by hand, in the order of the file.
    private async Task TemperaturesAreThoseOfTheFileAsync(string folder)
    {
        var lines = File.ReadLines(Path.Combine(folder, "occupancy_uci357", "test1.csv")).Skip(1).Concat(File.ReadLines(Path.Combine(folder, "occupancy_uci357", "train.csv")).Skip(1));
        var inFile = lines.Select(l => double.Parse(l.Split(',')[1], CultureInfo.InvariantCulture)).ToList();
        var stored = await running.Field.ReadingsAsync("uci357-office", "temperature");

        Assert.Equal(10_808, inFile.Count);
        Assert.Equal(inFile, stored.Select(r => r.Value));
        // The first line is at 14:19 in Belgium.
        Assert.Equal(new DateTimeOffset(2015, 2, 2, 13, 19, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), stored[0].Ts);
    }
}
