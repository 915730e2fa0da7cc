namespace IoTConsole.Telemetry.Store;

/// <summary>
/// Where readings are kept: embedded DuckDB, or a time-series server when the console is scaled out. A reading is known by its
/// series and event time. Members may complete on the calling thread; none needs a thread of its own.
/// </summary>
internal interface ITelemetryStore : IDisposable
{
    /// <summary>Null while it works; otherwise the sentence for the operator.</summary>
    string? Fault { get; }

    Task OpenAsync(CancellationToken ct);

    /// <summary>
    /// All of the batch or nothing, on disk when it completes. One caller at a time, who has found none of the batch stored.
    /// The same batch given again after a fault is stored once, wherever the first attempt ended.
    /// </summary>
    /// <param name="arrived">Milliseconds since 1970; never less than in the call before.</param>
    /// <exception cref="StoreFault">Nobody may be acknowledged.</exception>
    Task AppendAsync(ReadOnlyMemory<StoredReading> batch, long arrived, CancellationToken ct);

    /// <summary>History with arrivals of its own, from another store or a file; what is stored already is left out. May run beside <see cref="AppendAsync"/>.</summary>
    /// <returns>How many were new.</returns>
    /// <exception cref="StoreFault">Nothing of it was kept, or it may be given again.</exception>
    Task<int> ImportAsync(ReadOnlyMemory<KeptReading> history, CancellationToken ct);

    /// <summary>Those of the asked pairs of series and event time that are stored. Called by the writer only.</summary>
    Task<IReadOnlyList<StoredReading>> FindAsync(IReadOnlyList<(int Series, long At)> asked, CancellationToken ct);

    /// <summary>Replaces the snapshot of latest values.</summary>
    Task SaveLatestAsync(IReadOnlyList<LatestCell> cells, CancellationToken ct);

    /// <summary>The newest reading of each series: the snapshot, brought up to date from what was stored since.</summary>
    Task<IReadOnlyList<LatestCell>> LoadLatestAsync(CancellationToken ct);

    /// <summary>Readings with a sequence number that arrived since, at most an hour ago, oldest first; at most the <paramref name="most"/> newest.</summary>
    Task<IReadOnlyList<KeptReading>> LoadSequencedAsync(long arrivedSince, int most, CancellationToken ct);

    /// <returns>At most <paramref name="most"/> readings, oldest first, of equal times in the order of their series.</returns>
    Task<IReadOnlyList<StoredReading>> ReadAsync(IReadOnlyList<int> series, long from, long to, int most, CancellationToken ct);

    /// <summary>Empty buckets are left out.</summary>
    /// <returns>In the order of their start, then their series.</returns>
    Task<IReadOnlyList<Bucket>> ReadBucketsAsync(BucketAsk ask, CancellationToken ct);

    /// <summary>Everything of a range with all that is kept of it, day by day, each in the order of series and event time.</summary>
    /// <param name="series">Null for all.</param>
    IAsyncEnumerable<KeptReading> ScanAsync(IReadOnlyList<int>? series, long from, long to, CancellationToken ct);

    /// <summary>Removes what is past its time, a bounded part a call; gives disk back.</summary>
    /// <returns>How many readings and hours went; zero when nothing is left to do.</returns>
    Task<long> RemoveAsync(Expiry expiry, CancellationToken ct);

    /// <summary>Reads everything and says what is wrong with it; changes nothing.</summary>
    Task<StoreCheck> CheckAsync(CancellationToken ct);

    Task<StoreFigures> FiguresAsync(CancellationToken ct);
}

/// <summary>What an embedded store must have done for it, and a server does by itself.</summary>
internal interface IStoreUpkeep
{
    /// <summary>Moves the journal into the file and gives space back, when there is enough of it to be worth while.</summary>
    /// <returns>Bytes of journal moved.</returns>
    Task<long> CheckpointAsync(long worthwhile, CancellationToken ct);

    /// <summary>
    /// One step of settling: readings that arrived over an hour ago move into files of their day; files of a day that is over become one, with its
    /// hours. Commits go on meanwhile; a crash at any point loses nothing and doubles nothing.
    /// </summary>
    /// <returns>Readings that were written; zero when nothing is left to do.</returns>
    Task<long> SettleAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>Copies everything as it is at one moment into a directory, under the same names. Commits go on meanwhile.</summary>
    /// <returns>How many readings are in the copy.</returns>
    Task<long> CopyAsync(string directory, CancellationToken ct);
}
