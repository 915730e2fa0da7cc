using IoTConsole.Telemetry.History;

namespace IoTConsole.Telemetry.Charts;

/// <summary>
/// One line of a chart: a metric of a device, or of everything at or below a site together. An address writes it as
/// <c>device~metric</c> or <c>@site~metric</c>, several with commas between.
/// </summary>
/// <param name="Device">Device id; null for a site.</param>
internal sealed record ChartLine(string? Device, Guid? Site, string Metric)
{
    /// <summary>More nobody can tell apart.</summary>
    public const int Most = 10;

    public string Key => $"{(Site is { } site ? "@" + site.ToString("N") : Device)}~{Metric}";

    public ChoiceInput Choice => Site is { } site ? new(null, site, null, [Metric]) : ChoiceInput.OfDevice(Device!, Metric);

    /// <summary>Each line once, at most as many as can be shown; what is no line is left out.</summary>
    public static IReadOnlyList<ChartLine> Read(string? written) => (written ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(One).OfType<ChartLine>().Distinct().Take(Most).ToList();

    public static string? Write(IEnumerable<ChartLine> lines) => string.Join(',', lines.Select(l => l.Key)) is { Length: > 0 } written ? written : null;

    private static ChartLine? One(string text)
    {
        var at = text.IndexOf('~', StringComparison.Ordinal);
        if (at < 1 || at == text.Length - 1) return null;
        var (source, metric) = (text[..at], text[(at + 1)..]);
        if (source[0] != '@') return source.Length <= 64 ? new(source, null, metric) : null;
        return Guid.TryParse(source[1..], out var site) ? new(null, site, metric) : null;
    }
}
