using System.Buffers;
using System.Runtime.InteropServices;

namespace IoTConsole.Telemetry.Days;

/// <summary>How likely a yes is, learned as it goes: quickly at first, slowly later.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Odds
{
    private const int Settled = 6;
    private ushort _yes;
    private byte _seen;

    // How far it moves with each of the first answers; afterwards a sixty-fourth of the way.
    private static ReadOnlySpan<byte> Shifts => [1, 2, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5];

    /// <summary>Of 32,768; never 0, never all of it.</summary>
    public readonly uint Yes => _yes == 0 ? 16_384u : _yes;

    public void Learn(bool yes)
    {
        var odds = (int)Yes;
        var shift = Settled;
        if (_seen < Shifts.Length) shift = Shifts[_seen++];
        _yes = (ushort)(odds + (((yes ? 32_736 : 32) - odds) >> shift));
    }
}

/// <summary>Writes yes and no in as little as their odds allow (a carry-less range coder with carry propagation, as LZMA's).</summary>
internal sealed class RangeEncoder(ArrayBufferWriter<byte> into)
{
    private ulong _low;
    private uint _range = uint.MaxValue;
    private byte _held;
    private long _pending = 1;
    private int _zeros;

    public void Put(ref Odds odds, bool yes)
    {
        var bound = (_range >> 15) * odds.Yes;
        if (yes)
        {
            _range = bound;
        }
        else
        {
            _low += bound;
            _range -= bound;
        }

        odds.Learn(yes);
        while (_range < 1 << 24)
        {
            _range <<= 8;
            Shift();
        }
    }

    /// <summary>Bits without odds, the highest first.</summary>
    public void PutRaw(ulong value, int bits)
    {
        for (var bit = bits - 1; bit >= 0; bit--)
        {
            _range >>= 1;
            if (((value >> bit) & 1) != 0) _low += _range;
            while (_range < 1 << 24)
            {
                _range <<= 8;
                Shift();
            }
        }
    }

    /// <summary>One of so many that are equally likely.</summary>
    /// <param name="of">At most 65,536.</param>
    public void PutFlat(uint value, uint of)
    {
        _range /= of;
        _low += (ulong)value * _range;
        while (_range < 1 << 24)
        {
            _range <<= 8;
            Shift();
        }
    }

    public void Finish()
    {
        // Any number within the range will do. The decoder reads zeros past the end, so the one with the most zeros is the shortest.
        for (var zeros = 32; zeros > 0; zeros--)
        {
            var round = (_low + _range - 1) >> zeros << zeros;
            if (round < _low) continue;
            _low = round;
            break;
        }

        for (var i = 0; i < 5; i++) Shift();
    }

    private void Shift()
    {
        if (_low < 0xFF00_0000 || _low > uint.MaxValue)
        {
            var carry = (byte)(_low >> 32);
            var value = _held;
            do
            {
                Write((byte)(value + carry));
                value = 0xFF;
            }
            while (--_pending != 0);
            _held = (byte)(_low >> 24);
        }

        _pending++;
        _low = (_low & 0x00FF_FFFF) << 8;
    }

    private void Write(byte value)
    {
        if (value == 0)
        {
            _zeros++;
            return;
        }

        var span = into.GetSpan(_zeros + 1);
        span[.._zeros].Clear();
        span[_zeros] = value;
        into.Advance(_zeros + 1);
        _zeros = 0;
    }
}

/// <summary>Reads what <see cref="RangeEncoder"/> wrote.</summary>
internal ref struct RangeDecoder
{
    private readonly ReadOnlySpan<byte> _bytes;
    private uint _range = uint.MaxValue;
    private uint _code;
    private int _at = 1;

    public RangeDecoder(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        for (var i = 0; i < 4; i++) _code = (_code << 8) | Next();
    }

    public bool Take(ref Odds odds)
    {
        var bound = (_range >> 15) * odds.Yes;
        var yes = _code < bound;
        if (yes)
        {
            _range = bound;
        }
        else
        {
            _code -= bound;
            _range -= bound;
        }

        odds.Learn(yes);
        while (_range < 1 << 24)
        {
            _range <<= 8;
            _code = (_code << 8) | Next();
        }

        return yes;
    }

    public ulong TakeRaw(int bits)
    {
        ulong value = 0;
        for (var i = 0; i < bits; i++)
        {
            _range >>= 1;
            var one = _code >= _range;
            if (one) _code -= _range;
            value = (value << 1) | (one ? 1u : 0);
            while (_range < 1 << 24)
            {
                _range <<= 8;
                _code = (_code << 8) | Next();
            }
        }

        return value;
    }

    public uint TakeFlat(uint of)
    {
        _range /= of;
        var value = Math.Min(_code / _range, of - 1);
        _code -= value * _range;
        while (_range < 1 << 24)
        {
            _range <<= 8;
            _code = (_code << 8) | Next();
        }

        return value;
    }

    private byte Next() => _at < _bytes.Length ? _bytes[_at++] : (byte)0;
}
