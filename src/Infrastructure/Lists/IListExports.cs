using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Infrastructure.Lists;

/// <summary>Asks for a list as a file, which is written in the background and found on the page of exports.</summary>
public interface IListExports
{
    /// <summary>The export's id; or what the list itself refuses, or too many that wait.</summary>
    Task<Result<Guid>> RunAsync(ListAsk ask, CancellationToken ct);
}

/// <param name="List">Of an <see cref="IListSource"/>.</param>
/// <param name="Words">What it is, for the page of exports.</param>
/// <param name="Format">Csv, Xlsx or Parquet.</param>
public sealed record ListAsk(string List, string Words, ListWish Wish, string Format);
