using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Ingest;

/// <summary>Fills the memory from the store after a start, so that a resend from before it is known, and starts the writer.</summary>
internal static class Restore
{
    // Sixteen numbers a device are remembered; a larger hour than this does not delay the start.
    private const int MostSequenced = 300_000;

    /// <returns>The newest arrival in the store; the epoch when it is empty.</returns>
    public static async Task<DateTimeOffset> IntoAsync(
        ITelemetryStore store, LatestBoard board, Func<int, DeviceTrack?> ownerOf, DateTimeOffset now, GroupCommit commit, CancellationToken ct)
    {
        var newest = 0L;
        foreach (var cell in await store.LoadLatestAsync(ct))
        {
            board.Put(cell.Reading, cell.Arrived);
            ownerOf(cell.Reading.Series)?.Seen(cell.Arrived);
            newest = Math.Max(newest, cell.Arrived);
        }

        Sequences(await store.LoadSequencedAsync(now.ToUnixTimeMilliseconds() - DuplicateJudge.SequenceWindow, MostSequenced, ct), ownerOf);
        commit.Start(newest);
        return DateTimeOffset.FromUnixTimeMilliseconds(newest);
    }

    private static void Sequences(IReadOnlyList<KeptReading> recent, Func<int, DeviceTrack?> ownerOf)
    {
        // The values of one frame are neighbours in arrival, but other frames of the same commit may stand between them.
        var frames = new Dictionary<(DeviceTrack Track, long Sequence, long At), SequenceRing.Slot>();
        foreach (var cell in recent)
        {
            if (ownerOf(cell.Reading.Series) is not { } track) continue;
            var key = (track, cell.Reading.Sequence, cell.Reading.At);
            var sum = frames.TryGetValue(key, out var known) ? known.Values : 0;
            frames[key] = new(cell.Reading.Sequence, sum + DuplicateJudge.HashOf(cell.Reading), cell.Reading.At, cell.Arrived);
        }

        foreach (var (key, slot) in frames.OrderBy(f => f.Value.Arrived)) (key.Track.Sequences ??= new SequenceRing()).Push(slot);
    }
}
