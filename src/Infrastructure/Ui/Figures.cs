using System.Globalization;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Infrastructure.Ui;

/// <summary>Numbers and ages as people read them, in the culture of the circuit.</summary>
public static class Figures
{
    /// <summary>12,418.</summary>
    public static string Whole(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>As precise as is useful: 21.4, 0.042, 1,013.</summary>
    public static string Value(double number) => Math.Abs(number) switch
    {
        _ when !double.IsFinite(number) => T("unknown"),
        0 => "0",
        >= 1000 => number.ToString("N0", CultureInfo.CurrentCulture),
        >= 10 => number.ToString("N1", CultureInfo.CurrentCulture),
        >= 1 => number.ToString("N2", CultureInfo.CurrentCulture),
        _ => number.ToString("G3", CultureInfo.CurrentCulture),
    };

    /// <summary>12.4 k, 3.1 M: for tiles and axes.</summary>
    public static string Short(double number) => Math.Abs(number) switch
    {
        >= 1e9 => (number / 1e9).ToString("0.#", CultureInfo.CurrentCulture) + " G",
        >= 1e6 => (number / 1e6).ToString("0.#", CultureInfo.CurrentCulture) + " M",
        >= 1e4 => (number / 1e3).ToString("0.#", CultureInfo.CurrentCulture) + " k",
        _ => number.ToString("#,0.##", CultureInfo.CurrentCulture),
    };

    /// <summary>3.2 GB; steps of 1024.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        double left = bytes;
        var unit = 0;
        while (left >= 1024 && unit < units.Length - 1) (left, unit) = (left / 1024, unit + 1);
        return left.ToString(unit == 0 ? "0" : "0.#", CultureInfo.CurrentCulture) + " " + units[unit];
    }

    /// <summary>"12 s ago", "4 min ago", "3 h ago", "5 d ago"; "in 3 h" for what is to come. The browser counts on in the same words.</summary>
    public static string Age(TimeSpan age) => age < TimeSpan.FromSeconds(-2) ? T("in {0}", Span(age.Negate())) : age < TimeSpan.FromSeconds(2) ? T("now") : T("{0} ago", Span(age));

    /// <summary>"12 s", "4 min", "3 h", "5 d".</summary>
    public static string Span(TimeSpan span) => span.TotalSeconds switch
    {
        < 60 => $"{(int)span.TotalSeconds} s",
        < 3600 => $"{(int)span.TotalMinutes} min",
        < 172_800 => $"{(int)span.TotalHours} h",
        _ => $"{(int)span.TotalDays} d",
    };

    /// <summary>A moment in a zone, as 2 Mar 2026, 09:14:05 and the zone's abbreviation or offset.</summary>
    public static string Moment(DateTimeOffset at, TimeZoneInfo zone, bool seconds = false)
    {
        var there = TimeZoneInfo.ConvertTime(at, zone);
        return there.ToString(seconds ? T("d MMM yyyy, HH:mm:ss") : T("d MMM yyyy, HH:mm"), CultureInfo.CurrentCulture) + " " + ZoneWords(there, zone);
    }

    /// <summary>The zone's short name where it is commonly known, otherwise its offset: UTC, UTC+02:00.</summary>
    public static string ZoneWords(DateTimeOffset there, TimeZoneInfo zone)
    {
        if (zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime) return "UTC";
        var offset = zone.GetUtcOffset(there);
        return $"UTC{(offset < TimeSpan.Zero ? "−" : "+")}{offset:hh\\:mm}";
    }

    /// <summary>UTC when the name is null or unknown here.</summary>
    public static TimeZoneInfo Zone(string? iana) =>
        iana is not null && TimeZoneInfo.TryFindSystemTimeZoneById(iana, out var zone) ? zone : TimeZoneInfo.Utc;
}
