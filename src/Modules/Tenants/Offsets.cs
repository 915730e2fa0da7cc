using System.Globalization;
using IoTConsole.Infrastructure.Api;

namespace IoTConsole.Tenants;

/// <summary>Cursors of lists that are short and change rarely: how many rows were already given.</summary>
internal static class Offsets
{
    public static (int Skip, int Take) Of(string? cursor, int? limit) =>
        (int.TryParse(Cursor.Read(cursor), CultureInfo.InvariantCulture, out var skip) && skip > 0 ? skip : 0, Cursor.Limit(limit));

    /// <param name="rows">One more than the page holds, when there is more.</param>
    public static Page<TLine> PageOf<TRow, TLine>(IReadOnlyList<TRow> rows, int skip, int take, Func<TRow, TLine> shown) => new(
        rows.Take(take).Select(shown).ToList(),
        rows.Count > take ? Cursor.Of((skip + take).ToString(CultureInfo.InvariantCulture)) : null);
}
