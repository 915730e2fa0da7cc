using System.Globalization;
using System.Text;

namespace IoTConsole.Benchmarks.Parts;

/// <summary>The figures of a run, a section a measure; replaces those sections of docs/benchmarks.md and leaves the others.</summary>
internal sealed class Report
{
    private static readonly string _file = Path.Combine(Place.Root, "docs", "benchmarks.md");
    private readonly List<string> _lines = [];

    // What else the machine was doing before the run.
    private readonly string _load = File.ReadAllText("/proc/loadavg").Split(' ')[0];

    public Report Line(string text)
    {
        _lines.Add(text);
        Console.WriteLine(text);
        return this;
    }

    public Report Row(params object[] cells) => Line("| " + string.Join(" | ", cells.Select(Text)) + " |");

    public Report Head(params string[] titles) => Row([.. titles]).Line("|" + string.Concat(titles.Select(_ => " --- |")));

    /// <summary>One line of what was demanded: the figure, the bar, and whether it holds.</summary>
    public Report Bar(string what, double figure, string unit, double bar, bool atLeast)
    {
        var holds = atLeast ? figure >= bar : figure <= bar;
        return Row(what, $"{Text(figure)} {unit}".TrimEnd(), $"{(atLeast ? "≥" : "≤")} {Text(bar)} {unit}".TrimEnd(), holds ? "holds" : "missed");
    }

    public void Write(string title, string command)
    {
        var text = File.Exists(_file) ? File.ReadAllText(_file) : "# Benchmarks\n";
        var section = new StringBuilder().Append("## ").Append(title).Append("\n\n")
            .Append(CultureInfo.InvariantCulture, $"`{command}` · {TimeProvider.System.GetUtcNow():yyyy-MM-dd} · {Machine()}, load average before the run {_load}\n\n")
            .AppendJoin('\n', _lines).Append("\n\n").ToString();
        var start = text.IndexOf($"## {title}\n", StringComparison.Ordinal);
        if (start < 0)
        {
            text = text.TrimEnd() + "\n\n" + section;
        }
        else
        {
            var end = text.IndexOf("\n## ", start + 3, StringComparison.Ordinal);
            text = text[..start] + section + (end < 0 ? "" : text[(end + 1)..]);
        }

        File.WriteAllText(_file, text.TrimEnd() + "\n");
    }

    private static string Text(object cell) => cell switch
    {
        double number => number.ToString(Math.Abs(number) >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture),
        long or int => string.Create(CultureInfo.InvariantCulture, $"{cell:#,0}"),
        _ => cell.ToString()!,
    };

    private static string Machine()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        return $"{Environment.ProcessorCount} cores{(model is null ? "" : $" ({model})")}, generator on the same machine";
    }
}
