using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Infrastructure.Lists;

/// <summary>A list that can be written into a file. A module registers one a list; it answers within its scope's caller, as the page does.</summary>
public interface IListSource
{
    /// <summary>The path of its page without the first slash: "devices".</summary>
    string List { get; }

    /// <summary>Refuses what the page would refuse.</summary>
    Result<ListSheet> Read(ListWish wish);
}

/// <param name="Query">The filter, as the page's address says it.</param>
/// <param name="Sort">The order, likewise; null for the usual one.</param>
/// <param name="Columns">Keys of columns, in their order.</param>
public sealed record ListWish(string Query, string? Sort, IReadOnlyList<string> Columns);

/// <param name="Rows">One value a column: a text, a double, a moment, or null. Read once, while it is written.</param>
public sealed record ListSheet(IReadOnlyList<ListColumn> Columns, IEnumerable<object?[]> Rows, int Total);

public sealed record ListColumn(string Name, ListKind Kind);

public enum ListKind
{
    Text,
    Number,
    Moment,
}
