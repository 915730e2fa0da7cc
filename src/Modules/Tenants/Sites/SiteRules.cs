using System.Security.Cryptography;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Tenants.Sites;

/// <summary>What a site may be, decided without a database.</summary>
internal static class SiteRules
{
    public const int LongestName = 100;
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>Null when a site like this may stand below a parent of that kind (null for the portfolio, which has none).</summary>
    public static Problem? Refuse(SiteKind kind, string name, string? timeZone, double? latitude, double? longitude, SiteKind? parent)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > LongestName || name.Contains('/')) return TenantsProblems.SiteName;
        if (parent is { } above && kind <= above) return TenantsProblems.WrongLevel(kind, above);
        if (parent is null && kind != SiteKind.Portfolio) return TenantsProblems.RootIsPortfolio;
        if (timeZone is null && kind == SiteKind.Building) return TenantsProblems.BuildingNeedsZone;
        if (timeZone is not null && !IsIana(timeZone)) return TenantsProblems.UnknownZone(timeZone);
        if (latitude is null != longitude is null || latitude is < -90 or > 90 or double.NaN || longitude is < -180 or > 180 or double.NaN)
            return TenantsProblems.Coordinates;
        return null;
    }

    public static bool IsIana(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId && zone.Length <= 64;

    /// <summary>Random, so that a path tells nothing and a renamed or moved node keeps it.</summary>
    public static string NewCode(int length = 4) => RandomNumberGenerator.GetString(Letters, length);

    /// <summary>A code that no sibling has; longer ones are drawn when the short ones grow crowded.</summary>
    public static string NewCode(IReadOnlySet<string> taken)
    {
        for (var length = 4; ; length++)
            for (var attempt = 0; attempt < 20; attempt++)
                if (NewCode(length) is var code && !taken.Contains(code)) return code;
    }
}
