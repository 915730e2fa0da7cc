using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Ingest;

internal enum Judgement : byte
{
    New,
    Duplicate,
    Conflict,
    Repeat,
}

/// <summary>
/// Decides for each reading of a batch whether it is stored already. The first stored wins. Only what is not newer than
/// everything known of its series is looked up in the store, all of a batch in one question.
/// </summary>
internal sealed class DuplicateJudge(LatestBoard board, ITelemetryStore store)
{
    /// <summary>How long a sequence number is remembered: an hour, in milliseconds.</summary>
    public const long SequenceWindow = 60 * 60 * 1000;

    private readonly Dictionary<(int Series, long At), StoredReading> _inBatch = [];
    private readonly List<(int Series, long At)> _late = [];
    private readonly List<(SequenceRing Ring, SequenceRing.Slot Replaced)> _pushed = [];
    private readonly List<(EpochBook Book, long Epoch, long Sequence)> _counted = [];
    private Dictionary<(int Series, long At), StoredReading> _stored = [];

    public void Begin(IReadOnlyList<Submission> batch)
    {
        _inBatch.Clear();
        _pushed.Clear();
        _counted.Clear();
        _late.Clear();
        foreach (var submission in batch)
            foreach (var reading in submission.Readings)
                if (board.TryGet(reading.Series, out var latest) && reading.At < latest.Reading.At) _late.Add((reading.Series, reading.At));

        // Stored twice only if a restart came between: then the first is as good as the second.
        _stored = _late.Count == 0 ? [] : store.FindAsync(_late, CancellationToken.None).GetAwaiter().GetResult().DistinctBy(r => (r.Series, r.At)).ToDictionary(r => (r.Series, r.At));
    }

    /// <summary>True when a radio network handed the same frame on again.</summary>
    public bool IsRepeat(Submission submission, Frame frame, long now)
    {
        if (frame.Sequence == PayloadEntry.None) return false;
        if (frame.Epoch != PayloadEntry.None) return IsRepeatOfItsEpoch(frame);
        var values = HashOf(submission, frame);
        var ring = frame.Track.Sequences ??= new SequenceRing();
        if (ring.Repeats(frame.Sequence, values, frame.At, now, SequenceWindow)) return true;
        _pushed.Add((ring, ring.Push(new(frame.Sequence, values, frame.At, now))));
        return false;
    }

    public Judgement Judge(StoredReading reading)
    {
        var key = (reading.Series, reading.At);
        if (_inBatch.TryGetValue(key, out var earlier) || _stored.TryGetValue(key, out earlier)) return Compare(reading, earlier);
        if (board.TryGet(reading.Series, out var latest) && latest.Reading.At == reading.At) return Compare(reading, latest.Reading);
        _inBatch.Add(key, reading);
        return Judgement.New;
    }

    /// <summary>The commit failed: what was remembered of its frames is forgotten, or their resend would count as a repeat.</summary>
    public void Forget()
    {
        foreach (var (book, epoch, sequence) in _counted) book.Remove(epoch, sequence);
        _counted.Clear();
        for (var i = _pushed.Count - 1; i >= 0; i--) _pushed[i].Ring.Undo(_pushed[i].Replaced);
        _pushed.Clear();
    }

    public static ulong HashOf(Submission submission, Frame frame)
    {
        ulong sum = 0;
        for (var i = frame.First; i < frame.First + frame.Count; i++) sum += HashOf(submission.Readings[i]);
        return sum;
    }

    /// <summary>A sum of these is independent of the order of the values; the same in every process.</summary>
    public static ulong HashOf(StoredReading reading)
    {
        var hash = ((ulong)reading.Series * 0x9E3779B97F4A7C15) ^ (ulong)BitConverter.DoubleToInt64Bits(reading.Number) ^ ((ulong)reading.Kind << 56);
        foreach (var letter in reading.Text ?? "") hash = (hash ^ letter) * 0x100000001B3;
        hash = (hash ^ (hash >> 31)) * 0xBF58476D1CE4E5B9;
        return hash ^ (hash >> 29);
    }

    /// <summary>Within an epoch a number is used once, however long ago and with whatever time or values.</summary>
    private bool IsRepeatOfItsEpoch(Frame frame)
    {
        var book = frame.Track.Epochs ??= new EpochBook();
        if (!book.Add(frame.Epoch, frame.Sequence)) return true;
        _counted.Add((book, frame.Epoch, frame.Sequence));
        return false;
    }

    private static Judgement Compare(StoredReading reading, StoredReading earlier) =>
        reading.SameValueAs(earlier) ? Judgement.Duplicate : Judgement.Conflict;
}
