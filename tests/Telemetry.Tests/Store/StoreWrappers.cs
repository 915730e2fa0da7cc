using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Store;

/// <summary>The real store with an ear at its door.</summary>
internal class WrappedStore(ITelemetryStore inner) : ITelemetryStore
{
    public string? Fault => inner.Fault;

    public Task OpenAsync(CancellationToken ct) => inner.OpenAsync(ct);

    public virtual Task AppendAsync(ReadOnlyMemory<StoredReading> batch, long arrived, CancellationToken ct) => inner.AppendAsync(batch, arrived, ct);

    public virtual Task<int> ImportAsync(ReadOnlyMemory<KeptReading> history, CancellationToken ct) => inner.ImportAsync(history, ct);

    public Task<IReadOnlyList<StoredReading>> FindAsync(IReadOnlyList<(int Series, long At)> asked, CancellationToken ct) => inner.FindAsync(asked, ct);

    public Task SaveLatestAsync(IReadOnlyList<LatestCell> cells, CancellationToken ct) => inner.SaveLatestAsync(cells, ct);

    public Task<IReadOnlyList<LatestCell>> LoadLatestAsync(CancellationToken ct) => inner.LoadLatestAsync(ct);

    public Task<IReadOnlyList<KeptReading>> LoadSequencedAsync(long arrivedSince, int most, CancellationToken ct) => inner.LoadSequencedAsync(arrivedSince, most, ct);

    public Task<IReadOnlyList<StoredReading>> ReadAsync(IReadOnlyList<int> series, long from, long to, int most, CancellationToken ct) =>
        inner.ReadAsync(series, from, to, most, ct);

    public Task<IReadOnlyList<Bucket>> ReadBucketsAsync(BucketAsk ask, CancellationToken ct) => inner.ReadBucketsAsync(ask, ct);

    public IAsyncEnumerable<KeptReading> ScanAsync(IReadOnlyList<int>? series, long from, long to, CancellationToken ct) => inner.ScanAsync(series, from, to, ct);

    public Task<long> RemoveAsync(Expiry expiry, CancellationToken ct) => inner.RemoveAsync(expiry, ct);

    public Task<StoreCheck> CheckAsync(CancellationToken ct) => inner.CheckAsync(ct);

    public Task<StoreFigures> FiguresAsync(CancellationToken ct) => inner.FiguresAsync(ct);

    public void Dispose() => inner.Dispose();
}

internal sealed class CountingStore(ITelemetryStore inner) : WrappedStore(inner)
{
    public int Appends { get; private set; }

    public override Task AppendAsync(ReadOnlyMemory<StoredReading> batch, long arrived, CancellationToken ct)
    {
        Appends++;
        return base.AppendAsync(batch, arrived, ct);
    }
}

/// <summary>A disk that fails, before or after it has written.</summary>
internal sealed class FailingStore(ITelemetryStore inner) : WrappedStore(inner)
{
    public bool Fails { get; set; }

    public bool ButStores { get; set; }

    public override async Task AppendAsync(ReadOnlyMemory<StoredReading> batch, long arrived, CancellationToken ct)
    {
        if (!Fails || ButStores) await base.AppendAsync(batch, arrived, ct);
        if (Fails) throw new StoreFault("The disk is gone.", new IOException("gone"));
    }
}

/// <summary>A machine that dies in the middle of taking history.</summary>
internal sealed class DyingStore(ITelemetryStore inner, int after) : WrappedStore(inner)
{
    private int _left = after;

    public override Task<int> ImportAsync(ReadOnlyMemory<KeptReading> history, CancellationToken ct) =>
        _left-- > 0 ? base.ImportAsync(history, ct) : throw new StoreFault("Gone.", new IOException("gone"));
}
