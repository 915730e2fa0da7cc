using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Telemetry.Payloads;

/// <summary>One decoded value. The metric's name is shared by all readings of that name.</summary>
internal readonly record struct PayloadValue(string Metric, ReadingKind Kind, double Number, string? Text);

/// <summary>One entry: values of one device at one moment, or the reason why it is refused.</summary>
internal struct PayloadEntry
{
    public const long None = long.MinValue;

    /// <summary>The child it speaks of; null for the sender itself.</summary>
    public string? Device;

    /// <summary>Event time in milliseconds since 1970, or <see cref="None"/>.</summary>
    public long At;

    /// <summary>The sender's counter, or <see cref="None"/>.</summary>
    public long Sequence;

    /// <summary>Which run of the sender's counter <see cref="Sequence"/> belongs to, or <see cref="None"/>.</summary>
    public long Epoch;

    /// <summary>Otherwise the time is that of its arrival.</summary>
    public bool NamedItsTime;

    public int FirstValue;
    public int ValueCount;
    public string? Refusal;
}

/// <summary>What a message held. Reused from message to message: nothing is allocated once it has grown.</summary>
internal sealed class Payload
{
    public const int MostEntries = 5_000;
    public const int MostMetrics = 64;
    public const int MostTextChars = 64;

    private PayloadEntry[] _entries = new PayloadEntry[4];
    private PayloadValue[] _values = new PayloadValue[16];
    private int _valueCount;

    /// <summary>Set when nothing of the message can be used.</summary>
    public string? Refusal { get; set; }

    public int EntryCount { get; private set; }

    public Span<PayloadEntry> Entries => _entries.AsSpan(0, EntryCount);

    public ReadOnlySpan<PayloadValue> ValuesOf(PayloadEntry entry) => _values.AsSpan(entry.FirstValue, entry.ValueCount);

    public void Clear()
    {
        Array.Clear(_values, 0, _valueCount); // texts must not outlive their message
        (EntryCount, _valueCount, Refusal) = (0, 0, null);
    }

    /// <summary>False when the message holds more entries than allowed.</summary>
    public bool TryBegin()
    {
        if (EntryCount == MostEntries) return false;
        if (EntryCount == _entries.Length) Array.Resize(ref _entries, EntryCount * 2);
        _entries[EntryCount++] = new PayloadEntry { At = PayloadEntry.None, Sequence = PayloadEntry.None, Epoch = PayloadEntry.None, FirstValue = _valueCount };
        return true;
    }

    public ref PayloadEntry Current => ref _entries[EntryCount - 1];

    public void Add(in PayloadValue value)
    {
        ref var entry = ref Current;
        if (entry.ValueCount == MostMetrics)
        {
            Refuse(RefusalReasons.TooManyMetrics);
            return;
        }

        if (_valueCount == _values.Length) Array.Resize(ref _values, _valueCount * 2);
        _values[_valueCount++] = value;
        entry.ValueCount++;
    }

    /// <summary>The first fault of an entry is the one that is counted.</summary>
    public void Refuse(string reason) => Current.Refusal ??= reason;

    /// <summary>After the last property of an entry: what can only be judged as a whole.</summary>
    public void End(long now)
    {
        ref var entry = ref Current;
        entry.NamedItsTime = entry.At != PayloadEntry.None;
        if (!entry.NamedItsTime) entry.At = now;
        else if (entry.At > now + PayloadDecoder.MostAhead) entry.Refusal ??= RefusalReasons.InFuture;
        else if (entry.At < PayloadDecoder.Oldest) entry.Refusal ??= RefusalReasons.TooOld;
        if (entry.ValueCount == 0) entry.Refusal ??= RefusalReasons.NoValues;
    }
}
