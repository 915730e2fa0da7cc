using System.Buffers;

namespace IoTConsole.Telemetry.Days;

/// <summary>Reads headers: numbers in as many bytes as they need.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public byte Byte()
    {
        var value = Bytes(1)[0];
        return value;
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)_left.Length) throw new InvalidDataException("A part ends too early.");
        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }

    public ulong Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new InvalidDataException("A number of more than ten bytes.");
    }

    public int Count(int most)
    {
        var value = Number();
        return value <= (ulong)most ? (int)value : throw new InvalidDataException("A count that cannot be.");
    }

    public readonly ReadOnlySpan<byte> Rest() => _left;

    public long Signed() => NumberOdds.Unfold(Number());
}

/// <summary>Writes what <see cref="ByteReader"/> reads.</summary>
internal static class ByteWriting
{
    public static void Byte(this ArrayBufferWriter<byte> to, byte value)
    {
        to.GetSpan(1)[0] = value;
        to.Advance(1);
    }

    public static void Number(this ArrayBufferWriter<byte> to, ulong value)
    {
        while (value >= 0x80)
        {
            to.Byte((byte)(value | 0x80));
            value >>= 7;
        }

        to.Byte((byte)value);
    }

    public static void Signed(this ArrayBufferWriter<byte> to, long value) => to.Number(NumberOdds.Fold(value));
}
