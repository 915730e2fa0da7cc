using Microsoft.AspNetCore.WebUtilities;

namespace IoTConsole.Tenants.Views;

internal static class ViewRules
{
    public const int LongestPage = 60;
    public const int LongestName = 80;
    public const int LongestQuery = 2000;

    // Where one is within the list, and which view it was: not part of the view.
    private static readonly HashSet<string> _passing = new(StringComparer.Ordinal) { "page", "open", "view" };

    /// <summary>The query string in one way of writing, without what passes.</summary>
    public static string QueryOf(string? address)
    {
        address ??= "";
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        var given = QueryHelpers.ParseQuery(mark < 0 ? address : address[mark..]);
        return string.Join('&', given.Where(g => !_passing.Contains(g.Key) && g.Value.ToString().Length > 0).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{Uri.EscapeDataString(g.Key)}={Uri.EscapeDataString(g.Value.ToString())}"));
    }

    public static string AddressOf(ListViews.Row view) => $"/{view.Page}?{(view.Query.Length > 0 ? view.Query + "&" : "")}view={view.Id}";

    public static bool IsPage(string page) =>
        page.Length is > 0 and <= LongestPage && page.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '/') && page[0] != '/';
}
