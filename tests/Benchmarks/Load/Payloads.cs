using System.Buffers.Text;

namespace IoTConsole.Benchmarks.Load;

/// <summary>Writes the next message of one sender: as many entries as asked, no time twice for the same device.</summary>
internal sealed class Payloads(int entries, IReadOnlyList<string>? children = null, long? startAt = null, long stepMilliseconds = 0)
{
    private readonly byte[][]? _children = children?.Select(System.Text.Encoding.ASCII.GetBytes).ToArray();
    private long _at = startAt ?? 0;
    private long _sequence;
    private int _child;

    public int Entries => entries;

    /// <returns>The bytes written. One reading an entry: temperature with two decimals, as a sensor sends it.</returns>
    public int Write(Span<byte> into, long now)
    {
        var at = 0;
        if (entries > 1) into[at++] = (byte)'[';
        for (var i = 0; i < entries; i++)
        {
            if (i > 0) into[at++] = (byte)',';
            at += WriteEntry(into[at..], now);
        }

        if (entries > 1) into[at++] = (byte)']';
        return at;
    }

    private int WriteEntry(Span<byte> into, long now)
    {
        // A sender with children gives each its turn; a lone one never repeats a millisecond.
        if (_children is null || ++_child == _children.Length)
        {
            _child = 0;
            _at = startAt is null ? Math.Max(_at + 1, now) : _at + Math.Max(1, stepMilliseconds);
            _sequence++;
        }

        var at = Put(into, "{"u8);
        if (_children is not null)
        {
            at += Put(into[at..], "\"device\":\""u8);
            at += Put(into[at..], _children[_child]);
            at += Put(into[at..], "\","u8);
        }

        at += Put(into[at..], "\"ts\":"u8);
        at += Number(into[at..], _at);
        at += Put(into[at..], ",\"seq\":"u8);
        at += Number(into[at..], _sequence);
        at += Put(into[at..], ",\"values\":{\"temperature\":"u8);
        var hundredths = 2000 + (int)(((_sequence * 7) + (_child * 13)) % 500);
        at += Number(into[at..], hundredths / 100);
        into[at++] = (byte)'.';
        into[at++] = (byte)('0' + (hundredths / 10 % 10));
        into[at++] = (byte)('0' + (hundredths % 10));
        at += Put(into[at..], "}}"u8);
        return at;
    }

    private static int Put(Span<byte> into, ReadOnlySpan<byte> text)
    {
        text.CopyTo(into);
        return text.Length;
    }

    private static int Number(Span<byte> into, long number)
    {
        Utf8Formatter.TryFormat(number, into, out var written);
        return written;
    }
}
