using System.Text.Json;

namespace IoTConsole.Simulation.Estates;

/// <summary>What a demonstration must remember to go on as the same one. A small file; the rest follows from its plan.</summary>
/// <param name="Born">Seconds since 1970 at which the fleets began to live.</param>
/// <param name="HistoryFrom">Seconds since 1970 at which the history sent first begins.</param>
/// <param name="Ready">Organisations whose devices are planned and whose makers are trusted.</param>
internal sealed record DemoState(int Buildings, int Floors, int Seed, long Born, long HistoryFrom, IReadOnlyList<string> Ready)
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    public static DemoState? Load(string directory)
    {
        var file = FileIn(directory);
        return File.Exists(file) ? JsonSerializer.Deserialize<DemoState>(File.ReadAllText(file)) : null;
    }

    public void Save(string directory) => Write(FileIn(directory), JsonSerializer.Serialize(this, _indented));

    public static IReadOnlyDictionary<string, long> LoadPositions(string directory)
    {
        var file = Path.Combine(directory, "positions.json");
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(file)) ?? [] : [];
        }
        catch (JsonException)
        {
            // Unreadable after a crash of the machine: the fleet starts at this moment instead.
            return new Dictionary<string, long>();
        }
    }

    public static void SavePositions(string directory, IReadOnlyDictionary<string, long> positions) =>
        Write(Path.Combine(directory, "positions.json"), JsonSerializer.Serialize(positions));

    private static string FileIn(string directory) => Path.Combine(directory, "demo.json");

    private static void Write(string file, string text)
    {
        var draft = file + ".new";
        File.WriteAllText(draft, text);
        File.Move(draft, file, overwrite: true);
    }
}
