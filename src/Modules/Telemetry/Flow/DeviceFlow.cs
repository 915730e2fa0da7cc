using IoTConsole.Telemetry.Payloads;

namespace IoTConsole.Telemetry.Flow;

/// <summary>What has become of one device's readings since the console started. The last way is kept; more of them only while somebody looks.</summary>
internal sealed class DeviceFlow
{
    private const int KeptWatched = 32;
    private readonly Queue<Passage> _watched = new();
    private Passage _last;
    private long _watchedUntil;
    private long _messages;
    private long _bytes;
    private long _refused;

    /// <summary>Messages that it sent itself, or as a gateway for others.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Entries of its messages that were not as agreed.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    // These are counted by the one writer.
    public long Entries { get; private set; }

    public long Stored { get; private set; }

    public long Duplicates { get; private set; }

    public long Conflicts { get; private set; }

    public long Repeats { get; private set; }

    public void Sent(int bytes, int refused)
    {
        Interlocked.Increment(ref _messages);
        Interlocked.Add(ref _bytes, bytes);
        if (refused > 0) Interlocked.Add(ref _refused, refused);
    }

    public void Judged(int stored, int duplicates, int conflicts, int repeats)
    {
        Entries++;
        Stored += stored;
        Duplicates += duplicates;
        Conflicts += conflicts;
        Repeats += repeats;
    }

    /// <summary>Somebody looks: until then every way is kept, the last 32.</summary>
    /// <param name="until">Milliseconds since 1970.</param>
    public void Watch(long until) => Volatile.Write(ref _watchedUntil, until);

    public void Passed(in Passage passage)
    {
        lock (_watched)
        {
            _last = passage;
            if (Volatile.Read(ref _watchedUntil) < passage.ArrivedAt.ToUnixTimeMilliseconds()) return;
            _watched.Enqueue(passage);
            if (_watched.Count > KeptWatched) _watched.Dequeue();
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Passage> Passages()
    {
        lock (_watched)
        {
            if (_watched.Count > 0) return _watched.Reverse().ToList();
            return _last.Sender is null ? [] : [_last];
        }
    }

    public static long? SequenceOf(long sequence) => sequence == PayloadEntry.None ? null : sequence;
}
