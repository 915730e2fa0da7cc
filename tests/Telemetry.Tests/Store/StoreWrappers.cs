using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Store;

/// <summary>The real store with an ear at its door.</summary>
internal class WrappedStore(ITelemetryStore inner) : ITelemetryStore
{
    public string? Fault => inner.Fault;

    public void Open() => inner.Open();

    public virtual void Append(ReadOnlySpan<StoredReading> batch, long arrived) => inner.Append(batch, arrived);

    public IReadOnlyList<StoredReading> Find(IReadOnlyList<(int Series, long At)> asked) => inner.Find(asked);

    public void SaveLatest(IReadOnlyList<LatestCell> cells) => inner.SaveLatest(cells);

    public IEnumerable<LatestCell> LoadLatest() => inner.LoadLatest();

    public IEnumerable<LatestCell> LoadSequenced(long arrivedSince, int most) => inner.LoadSequenced(arrivedSince, most);

    public Task<IReadOnlyList<SeriesPoint>> ReadAsync(
        IReadOnlyList<int> series, long from, long to, long bucketMilliseconds, Aggregate aggregate, int most, CancellationToken ct) =>
        inner.ReadAsync(series, from, to, bucketMilliseconds, aggregate, most, ct);

    public long RemoveBefore(long before, int most) => inner.RemoveBefore(before, most);

    public void Checkpoint() => inner.Checkpoint();

    public StoreFigures Figures() => inner.Figures();

    public void Dispose() => inner.Dispose();
}

internal sealed class CountingStore(ITelemetryStore inner) : WrappedStore(inner)
{
    public int Appends { get; private set; }

    public override void Append(ReadOnlySpan<StoredReading> batch, long arrived)
    {
        Appends++;
        base.Append(batch, arrived);
    }
}

/// <summary>A disk that fails, before or after it has written.</summary>
internal sealed class FailingStore(ITelemetryStore inner) : WrappedStore(inner)
{
    public bool Fails { get; set; }

    public bool ButStores { get; set; }

    public override void Append(ReadOnlySpan<StoredReading> batch, long arrived)
    {
        if (!Fails || ButStores) base.Append(batch, arrived);
        if (Fails) throw new StoreFault("The disk is gone.", new IOException("gone"));
    }
}
