using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Latest;

/// <summary>
/// The newest reading of every series, by event time, in arrays indexed by the series' number. Written by the one writer
/// after each commit, read by everybody.
/// </summary>
internal sealed class LatestBoard
{
    private const int ChunkSize = 1024;
    private Cell[]?[] _chunks = new Cell[]?[64];

    private struct Cell
    {
        public long At;
        public double Number;
        public string? Text;
        public long Arrived;
        public ReadingKind Kind;
    }

    /// <summary>Rises with every change; whoever shows values compares it instead of listening.</summary>
    public long Version { get; private set; }

    /// <summary>The version that was last written down.</summary>
    public long FlushedVersion { get; set; }

    public bool TryGet(int series, out LatestCell latest)
    {
        if (ChunkOf(series) is { } chunk)
        {
            lock (chunk)
            {
                ref var cell = ref chunk[series % ChunkSize];
                latest = new(new StoredReading(series, cell.At, cell.Kind, cell.Number, cell.Text, PayloadEntry.None), cell.Arrived);
            }

            return latest.Arrived != 0;
        }

        latest = default;
        return false;
    }

    /// <summary>Keeps the greatest event time, whatever the order of arrival. Of equal times the first stays.</summary>
    public void Put(in StoredReading reading, long arrived)
    {
        var chunk = ChunkOf(reading.Series) ?? AddChunk(reading.Series);
        lock (chunk)
        {
            ref var cell = ref chunk[reading.Series % ChunkSize];
            if (cell.Arrived != 0 && reading.At <= cell.At) return;
            (cell.At, cell.Number, cell.Text, cell.Kind, cell.Arrived) = (reading.At, reading.Number, reading.Text, reading.Kind, arrived);
            Version++;
        }
    }

    public List<LatestCell> All()
    {
        var all = new List<LatestCell>();
        for (var series = 0; series < _chunks.Length * ChunkSize; series++)
            if (TryGet(series, out var cell)) all.Add(cell);
        return all;
    }

    private Cell[]? ChunkOf(int series)
    {
        var chunks = Volatile.Read(ref _chunks);
        var index = series / ChunkSize;
        return index < chunks.Length ? Volatile.Read(ref chunks[index]) : null;
    }

    private Cell[] AddChunk(int series)
    {
        lock (this)
        {
            var index = series / ChunkSize;
            var chunks = _chunks;
            if (index >= chunks.Length) Array.Resize(ref chunks, Math.Max(index + 1, chunks.Length * 2));
            var chunk = chunks[index] ??= new Cell[ChunkSize];
            Volatile.Write(ref _chunks, chunks);
            return chunk;
        }
    }
}
