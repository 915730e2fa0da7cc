using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace IoTConsole.Benchmarks.Load;

/// <summary>As much of MessagePack as SignalR's hub protocol needs: https://github.com/msgpack/msgpack/blob/master/spec.md.</summary>
internal sealed class PackWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public PackWriter Array(int items) => Byte((byte)(0x90 | items));

    public PackWriter NoHeaders() => Byte(0x80);

    public PackWriter Nil() => Byte(0xC0);

    public PackWriter Bool(bool value) => Byte(value ? (byte)0xC3 : (byte)0xC2);

    public PackWriter Number(long value)
    {
        Byte(0xD3);
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    public PackWriter Text(string value)
    {
        Byte(0xDB);
        var length = Encoding.UTF8.GetByteCount(value);
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(4), length);
        _bytes.Advance(4);
        _bytes.Advance(Encoding.UTF8.GetBytes(value, _bytes.GetSpan(length)));
        return this;
    }

    /// <summary>The message behind its length, as binary hub protocols frame it.</summary>
    public byte[] Framed()
    {
        var framed = new ArrayBufferWriter<byte>();
        var left = (uint)_bytes.WrittenCount;
        do
        {
            framed.GetSpan(1)[0] = (byte)(left > 0x7F ? left | 0x80 : left);
            framed.Advance(1);
            left >>= 7;
        }
        while (left > 0);
        framed.Write(_bytes.WrittenSpan);
        return framed.WrittenSpan.ToArray();
    }

    private PackWriter Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
        return this;
    }
}

internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public int Array()
    {
        var head = _bytes[_at++];
        return head switch
        {
            >= 0x90 and <= 0x9F => head & 0x0F,
            0xDC => (int)Unsigned(2),
            _ => throw new FormatException($"An array was expected, not 0x{head:x2}."),
        };
    }

    public long Number()
    {
        var head = _bytes[_at++];
        return head switch
        {
            <= 0x7F => head,
            >= 0xE0 => (sbyte)head,
            0xCC => Unsigned(1),
            0xCD => Unsigned(2),
            0xCE => Unsigned(4),
            0xCF or 0xD3 => Unsigned(8),
            0xD0 => (sbyte)Unsigned(1),
            0xD1 => (short)Unsigned(2),
            0xD2 => (int)Unsigned(4),
            _ => throw new FormatException($"A number was expected, not 0x{head:x2}."),
        };
    }

    public string? Text() => _bytes[_at] == 0xC0 ? Nothing() : Encoding.UTF8.GetString(Bytes());

    public ReadOnlySpan<byte> Bytes()
    {
        var head = _bytes[_at++];
        var length = head switch
        {
            >= 0xA0 and <= 0xBF => head & 0x1F,
            0xD9 or 0xC4 => (int)Unsigned(1),
            0xDA or 0xC5 => (int)Unsigned(2),
            0xDB or 0xC6 => (int)Unsigned(4),
            _ => throw new FormatException($"A text was expected, not 0x{head:x2}."),
        };
        _at += length;
        return _bytes.Slice(_at - length, length);
    }

    /// <summary>SignalR's headers, of which the console sends none.</summary>
    public void NoHeaders()
    {
        if (_bytes[_at++] != 0x80) throw new FormatException("Headers were not expected.");
    }

    private string? Nothing()
    {
        _at++;
        return null;
    }

    private long Unsigned(int size)
    {
        var value = 0L;
        for (var i = 0; i < size; i++) value = (value << 8) | _bytes[_at++];
        return value;
    }
}
