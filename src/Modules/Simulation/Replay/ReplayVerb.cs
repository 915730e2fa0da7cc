using IoTConsole.Simulation.Connections;

namespace IoTConsole.Simulation.Replay;

/// <summary><c>replay --data FOLDER --key KEY [--to host:port] [--speed N | --as-fast-as-possible]</c></summary>
internal static class ReplayVerb
{
    public static async Task<int> StartAsync(string[] args, TextWriter output, TimeProvider clock, CancellationToken ct)
    {
        var words = new Words(args, [.. Enrolment.Names, "--data", "--speed"], ["--as-fast-as-possible"]);
        var folder = Path.GetFullPath(words.Demand("--data"));
        double? speed = words.Has("--as-fast-as-possible") ? null : words.Number("--speed", 0.01, 1_000_000) ?? 1;
        if (!Directory.Exists(folder))
        {
            await output.WriteLineAsync($"There is no {folder}: nothing is replayed. The data sets are published by others and are not part of the product.");
            return 0;
        }

        var sets = Find(folder);
        if (sets.Count == 0)
        {
            await output.WriteLineAsync($"{folder} holds none of {string.Join(", ", DataSets.All.Select(s => s.Name))}: nothing is replayed.");
            return 0;
        }

        using var enrolment = Enrolment.From(words, clock);
        var refused = 0;
        foreach (var (set, directory) in sets)
        {
            var replayer = new Replayer((device, stop) => enrolment.ConnectionOfAsync(device, set.Name, stop), speed, clock);
            var figures = await replayer.SendAsync(DataSetReader.Read(set, directory), ct);
            foreach (var line in figures.Lines()) await output.WriteLineAsync(line);
            refused += figures.Refused;
        }

        return refused == 0 ? 0 : 1;
    }

    /// <summary>The folder of one data set, or a folder in which several lie.</summary>
    public static IReadOnlyList<(DataSet Set, string Directory)> Find(string folder)
    {
        var own = DataSets.All.Where(s => s.Files.All(f => File.Exists(Path.Combine(folder, f.Name)))).Select(s => (s, folder)).ToList();
        return own.Count > 0
            ? own
            : DataSets.All.Select(s => (Set: s, Directory: Path.Combine(folder, s.Name))).Where(s => s.Set.Files.All(f => File.Exists(Path.Combine(s.Directory, f.Name)))).ToList();
    }
}
