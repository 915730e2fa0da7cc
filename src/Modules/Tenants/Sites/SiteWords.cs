using System.Globalization;
using IoTConsole.Tenants.Contracts;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Tenants.Sites;

internal static class SiteWords
{
    public static string Of(SiteKind kind) => T(kind.ToString());

    /// <summary>In the middle of a sentence: German nouns stay capital.</summary>
    public static string Within(SiteKind kind) => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "de" ? Of(kind) : Of(kind).ToLower(CultureInfo.CurrentUICulture);

    public static string? Position(double? latitude, double? longitude) =>
        latitude is { } lat && longitude is { } lon ? string.Create(CultureInfo.InvariantCulture, $"{lat:0.#####}°, {lon:0.#####}°") : null;
}
