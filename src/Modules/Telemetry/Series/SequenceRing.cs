using System.Runtime.InteropServices;

namespace IoTConsole.Telemetry.Series;

/// <summary>
/// The last sixteen sequence numbers of a device with what came under each. A radio network hands on what several
/// gateways heard: same number, same values, different time.
/// </summary>
internal sealed class SequenceRing
{
    public const int Size = 16;
    private readonly Slot[] _slots = new Slot[Size];
    private int _next;

    /// <param name="Values">Hash of the values, independent of their order.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Slot(long Sequence, ulong Values, long At, long Arrived);

    /// <summary>Same number and values at another time, within the hour: a device that restarted its counter is no repeat.</summary>
    public bool Repeats(long sequence, ulong values, long at, long now, long window)
    {
        foreach (var slot in _slots)
            if (slot.Arrived != 0 && slot.Sequence == sequence && slot.Values == values && slot.At != at && now - slot.Arrived <= window) return true;
        return false;
    }

    /// <summary>Returns what it replaced, for <see cref="Undo"/>.</summary>
    public Slot Push(Slot slot)
    {
        var replaced = _slots[_next];
        _slots[_next] = slot;
        _next = (_next + 1) % Size;
        return replaced;
    }

    /// <summary>Takes back the last push: what could not be stored was never heard.</summary>
    public void Undo(Slot replaced)
    {
        _next = (_next + Size - 1) % Size;
        _slots[_next] = replaced;
    }
}
