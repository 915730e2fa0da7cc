namespace IoTConsole.Infrastructure.Ui.Grid;

/// <summary>What somebody chose in a list: rows by hand, or everything that the filter matches.</summary>
/// <param name="Ids">Rows chosen by hand, also from other pages of the list; empty when all matching are meant.</param>
/// <param name="AllMatching">Everything that matches <paramref name="Filter"/> when it is used, not only what is shown.</param>
/// <param name="Filter">The filter as the list's address says it, with the scope.</param>
/// <param name="Count">How many that are, as far as is known now.</param>
public sealed record Selection(IReadOnlyCollection<Guid> Ids, bool AllMatching, string Filter, int Count)
{
    /// <summary>Takes the selection away, when what it was for has been done.</summary>
    public Action Clear { get; init; } = () => { };
}
