using IoTConsole.Simulation.Behaviours;
using IoTConsole.Simulation.Contracts;

namespace IoTConsole.Simulation.Fleet;

/// <summary>
/// Everything one connection has to say, for any stretch of time. It remembers nothing: asked twice for the same stretch it gives the
/// same bytes, which is how a virtual gateway keeps days of unsent readings without keeping them.
/// </summary>
internal sealed class Feed
{
    /// <summary>History before the fleet's birth is coarser: one report in five.</summary>
    public const int HistoryStride = 5;

    private readonly VirtualSensor[] _sensors;
    private readonly int[] _firstOfPhase = new int[FleetPlan.IntervalSeconds + 1];
    private readonly TimeZoneInfo _zone;
    private readonly long _born;
    private readonly double? _deadband;
    private (long Hour, long Offset) _offset = (long.MinValue, 0);

    /// <param name="born">Seconds since 1970: when the fleet began to live.</param>
    /// <param name="deadband">See <see cref="FleetPlan.Deadband"/>.</param>
    public Feed(string deviceId, string topic, TimeZoneInfo zone, long born, IEnumerable<VirtualSensor> sensors, double? deadband = null)
    {
        (DeviceId, Topic, _zone, _born, _deadband) = (deviceId, topic, zone, born, deadband);
        _sensors = [.. sensors.OrderBy(s => s.Phase).ThenBy(s => s.DeviceId, StringComparer.Ordinal)];
        for (var phase = 0; phase <= FleetPlan.IntervalSeconds; phase++)
            _firstOfPhase[phase] = Array.FindIndex(_sensors, s => s.Phase >= phase) is var found and >= 0 ? found : _sensors.Length;
    }

    public string DeviceId { get; }

    public string Topic { get; }

    public int Devices => _sensors.Length;

    /// <summary>Adds to the message what is due after <paramref name="from"/> and not after <paramref name="to"/>, whole seconds, until it is full.</summary>
    /// <returns>The second up to which everything is in the message.</returns>
    public long Write(EntryWriter writer, long from, long to, int fullAt)
    {
        var second = from;
        while (second < to && writer.Entries < fullAt)
        {
            second++;
            WriteSecond(writer, second);
        }

        return second;
    }

    private void WriteSecond(EntryWriter writer, long second)
    {
        var slot = Math.DivRem(second, FleetPlan.IntervalSeconds, out var phase);
        if (second < _born && slot % HistoryStride != 0) return;
        for (var i = _firstOfPhase[phase]; i < _firstOfPhase[phase + 1]; i++)
        {
            var sensor = _sensors[i];
            if (sensor.IsNew && second < _born) continue;
            if (sensor.Faults.Silent is { } silent && second > _born + silent) continue;
            if (sensor.Faults.Holds > 1 && second >= _born) WriteHeld(writer, sensor, slot, second);
            else WriteOne(writer, sensor, slot, second);
        }
    }

    private void WriteHeld(EntryWriter writer, VirtualSensor sensor, long slot, long second)
    {
        if (slot % sensor.Faults.Holds != sensor.Faults.Holds - 1) return;
        for (var back = sensor.Faults.Holds - 1; back >= 0; back--)
            if (second - (back * FleetPlan.IntervalSeconds) >= _born) WriteOne(writer, sensor, slot - back, second - (back * FleetPlan.IntervalSeconds));
    }

    private void WriteOne(EntryWriter writer, VirtualSensor sensor, long slot, long due)
    {
        if (sensor.IsLost(slot) || (_deadband is { } step && !sensor.HasMoved(slot, due + OffsetAt(due), step))) return;
        sensor.Write(writer, slot, due, due + OffsetAt(due), _born);
        if (sensor.IsRepeated(slot)) sensor.Write(writer, slot, due, due + OffsetAt(due), _born);
    }

    private long OffsetAt(long utc)
    {
        var hour = utc / 900;
        if (_offset.Hour != hour) _offset = (hour, (long)_zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(utc)).TotalSeconds);
        return _offset.Offset;
    }
}
