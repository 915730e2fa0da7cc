using System.Globalization;
using Microsoft.AspNetCore.Components;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Infrastructure.Ui;

/// <summary>
/// The time that a page shows, as its address says it: <c>range=24h</c> ends now and moves on, <c>from=…&amp;to=…</c> stands still.
/// <c>than=yesterday</c> or <c>than=last-week</c> lays an earlier time beside it.
/// </summary>
/// <param name="Preset">Null for a range of one's own.</param>
public sealed record TimeRange(DateTimeOffset From, DateTimeOffset To, string? Preset)
{
    public const string Standard = "24h";

    /// <summary>Longer is not asked for: 400 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    public static readonly IReadOnlyDictionary<string, TimeSpan> Presets = new Dictionary<string, TimeSpan>
    {
        ["1h"] = TimeSpan.FromHours(1), ["6h"] = TimeSpan.FromHours(6), ["24h"] = TimeSpan.FromHours(24), ["7d"] = TimeSpan.FromDays(7), ["30d"] = TimeSpan.FromDays(30),
    };

    /// <summary>Days between a time and the one it is compared with, by the address; null for none.</summary>
    public static int? ComparedWith(NavigationManager navigation) => navigation.FromQuery("than") switch { "yesterday" => 1, "last-week" => 7, _ => null };

    /// <summary>What the address asks for; the standard preset where it asks for nothing that can be understood.</summary>
    public static TimeRange Of(NavigationManager navigation, DateTimeOffset now)
    {
        if (Read(navigation.FromQuery("from")) is { } from && Read(navigation.FromQuery("to")) is { } to && to > from)
            return new(to - from > Longest ? to - Longest : from, to, null);
        var asked = navigation.FromQuery("range")?.Replace(" ", "", StringComparison.Ordinal);
        var preset = asked is not null && Presets.ContainsKey(asked) ? asked : Standard;
        return new(now - Presets[preset], now, preset);
    }

    /// <summary>The page of this address with another range; null goes back to the preset it had.</summary>
    public static string AddressOf(NavigationManager navigation, ChartSpan? span) =>
        navigation.With(("from", span is null ? null : Written(span.From)), ("to", span is null ? null : Written(span.To)));

    /// <summary>"24 h" of a preset's key "24h".</summary>
    public static string WordsOf(string preset) => $"{preset[..^1]} {preset[^1]}";

    /// <summary>The same wall-clock time some days earlier, whatever the clocks did meanwhile.</summary>
    public static TimeSpan Back(DateTimeOffset at, int days, TimeZoneInfo zone)
    {
        var there = TimeZoneInfo.ConvertTime(at, zone).DateTime.AddDays(-days);
        return at - new DateTimeOffset(there, zone.GetUtcOffset(there));
    }

    public string Words(TimeZoneInfo zone) => Preset is { } preset ? WordsOf(preset) : T("{0} to {1}", Figures.Moment(From, zone), Figures.Moment(To, zone));

    private static string Written(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is > 1970 and < 9000 ? at : null;
}
