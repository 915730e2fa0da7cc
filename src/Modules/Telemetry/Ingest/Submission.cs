using System.Runtime.InteropServices;
using IoTConsole.Telemetry.Flow;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Ingest;

/// <summary>What became of the readings of one message.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Outcome(int Stored, int Duplicates, int Conflicts, int Repeats);

/// <summary>Readings of one device at one moment: a run in the submission's list.</summary>
/// <param name="Stored">How many of them were new; known after the commit.</param>
internal readonly record struct Frame(DeviceTrack Track, string SitePath, long At, long Sequence, int First, int Count, int Stored = 0, long Epoch = PayloadEntry.None);

/// <summary>One message on its way into the store. Its task completes when everything in it is on disk.</summary>
/// <param name="bytes">Of the message they came in, which stays in memory until they are stored.</param>
internal sealed class Submission(int readings, int bytes = 0)
{
    // Who waits goes on where it is decided: Decisions sees to it that this is never the writer's thread.
    private readonly TaskCompletionSource<Outcome> _done = new();

    public Marks Marks;

    public List<StoredReading> Readings { get; } = new(readings);

    public List<Frame> Frames { get; } = new(1);

    public int Bytes => bytes;

    /// <summary>Everything in it is old: it waits in the lane of those that come late.</summary>
    public bool IsBackfill { get; set; }

    public Task<Outcome> Done => _done.Task;

    public void Add(DeviceTrack track, string sitePath, PayloadEntry entry, ReadOnlySpan<PayloadValue> values)
    {
        Frames.Add(new(track, sitePath, entry.At, entry.Sequence, Readings.Count, values.Length, Epoch: entry.Epoch));
        foreach (var value in values)
            Readings.Add(new(track.Find(value.Metric), entry.At, value.Kind, value.Number, value.Text, entry.Sequence));
    }

    public void Complete(Outcome outcome) => _done.TrySetResult(outcome);

    public void Fail(Exception fault) => _done.TrySetException(fault);
}
