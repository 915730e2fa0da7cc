using System.Globalization;

namespace IoTConsole.Architecture.Tests;

/// <summary>
/// A file in this project that says how things are, so that a change of it is a visible line in the diff. Run the tests
/// with <c>IOTCONSOLE_TEST_ACCEPT=1</c> to write it anew, then read the diff.
/// </summary>
internal static class ReviewedText
{
    public static void MustEqual(string file, IEnumerable<string> lines)
    {
        var path = Path.Combine(Codebase.Root, "tests", "Architecture.Tests", file);
        var now = string.Join('\n', lines) + "\n";
        if (Environment.GetEnvironmentVariable("IOTCONSOLE_TEST_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, now);
        }

        var reviewed = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (reviewed == now) return;
        var (before, after) = (reviewed.Split('\n'), now.Split('\n'));
        var changes = before.Except(after).Select(l => "- " + l).Concat(after.Except(before).Select(l => "+ " + l)).Take(60);
        Assert.Fail(string.Create(CultureInfo.InvariantCulture,
            $"{file} no longer says how things are. If the change is meant, run with IOTCONSOLE_TEST_ACCEPT=1 and commit it.\n{string.Join('\n', changes)}"));
    }
}
