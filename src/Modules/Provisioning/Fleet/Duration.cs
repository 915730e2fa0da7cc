using System.Globalization;

namespace IoTConsole.Provisioning.Fleet;

/// <summary>Spans of time as people type them: 90s, 15m, 2h, 3d, 1w.</summary>
internal static class Duration
{
    public static TimeSpan? Read(string text)
    {
        var unit = text.AsSpan().TrimStart("0123456789.").ToString();
        if (!double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
        double? seconds = unit.Trim().ToLowerInvariant() switch
        {
            "s" => 1,
            "m" or "min" or "" => 60,
            "h" => 3600,
            "d" => 86_400,
            "w" => 604_800,
            _ => null,
        };
        return seconds * number is { } total and <= 3_000_000_000 ? TimeSpan.FromSeconds(total) : null;
    }
}
