using System.Globalization;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Tenants.Sites;

internal static class SiteWords
{
    public static string Of(SiteKind kind) => kind.ToString();

    public static string? Position(double? latitude, double? longitude) =>
        latitude is { } lat && longitude is { } lon ? string.Create(CultureInfo.InvariantCulture, $"{lat:0.#####}°, {lon:0.#####}°") : null;
}
