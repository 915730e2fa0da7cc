using System.Globalization;

namespace IoTConsole.Simulation.Connections;

/// <summary>What was typed after a verb: <c>--name value</c>, and names alone. Every fault is a sentence for who typed it.</summary>
internal sealed class Words
{
    private readonly Dictionary<string, string?> _said = new(StringComparer.Ordinal);

    /// <param name="known">Names that take a value.</param>
    /// <param name="alone">Names that take none.</param>
    /// <exception cref="FormatException">A name is not known, comes twice, or has no value.</exception>
    public Words(string[] args, IReadOnlyCollection<string> known, IReadOnlyCollection<string> alone)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            string? value = null;
            if (known.Contains(name)) value = i + 1 < args.Length ? args[++i] : throw new FormatException($"{name} needs a value.");
            else if (!alone.Contains(name)) throw new FormatException($"There is no {name} here. Known: {string.Join(", ", known.Concat(alone))}.");
            if (!_said.TryAdd(name, value)) throw new FormatException($"{name} is there twice.");
        }
    }

    public bool Has(string name) => _said.ContainsKey(name);

    public string? Text(string name) => _said.GetValueOrDefault(name);

    public string Demand(string name) => Text(name) ?? throw new FormatException($"{name} is missing.");

    public double? Number(string name, double least, double most)
    {
        if (Text(name) is not { } text) return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} needs a number from {least} to {most}.");
    }
}
