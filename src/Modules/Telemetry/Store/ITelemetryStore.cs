using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Telemetry.Store;

/// <summary>Where readings are kept. Embedded DuckDB; a time-series server when the console is scaled out.</summary>
internal interface ITelemetryStore : IDisposable
{
    /// <summary>Null while it works; otherwise the sentence for the operator.</summary>
    string? Fault { get; }

    void Open();

    /// <summary>All of the batch or nothing, on disk when it returns. One caller at a time.</summary>
    /// <param name="arrived">Milliseconds since 1970; never less than in the call before.</param>
    /// <exception cref="StoreFault">Nothing was kept.</exception>
    void Append(ReadOnlySpan<StoredReading> batch, long arrived);

    /// <summary>Those of the asked pairs of series and event time that are stored. Called by the writer only.</summary>
    IReadOnlyList<StoredReading> Find(IReadOnlyList<(int Series, long At)> asked);

    /// <summary>Replaces the snapshot of latest values.</summary>
    void SaveLatest(IReadOnlyList<LatestCell> cells);

    /// <summary>The newest reading of each series: the snapshot, brought up to date from what was stored since.</summary>
    IEnumerable<LatestCell> LoadLatest();

    /// <summary>Readings with a sequence number that arrived since, oldest first; at most the <paramref name="most"/> newest.</summary>
    IEnumerable<LatestCell> LoadSequenced(long arrivedSince, int most);

    /// <param name="bucketMilliseconds">Zero for raw readings.</param>
    /// <returns>At most <paramref name="most"/>, oldest first.</returns>
    Task<IReadOnlyList<SeriesPoint>> ReadAsync(
        IReadOnlyList<int> series, long from, long to, long bucketMilliseconds, Aggregate aggregate, int most, CancellationToken ct);

    /// <summary>Removes at most <paramref name="most"/> readings whose event time and arrival both lie before; says how many.</summary>
    long RemoveBefore(long before, int most);

    /// <summary>Moves the journal into the file and gives space back.</summary>
    void Checkpoint();

    StoreFigures Figures();
}
