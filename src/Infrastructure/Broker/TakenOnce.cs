using System.Collections;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// QoS 2 publishes that were taken and that their sender has not released yet; one that is sent again is answered but not taken
/// again. Kept with the MQTT session, because the sender repeats itself after a reconnect. MQTTnet does not look at repeats.
/// Source: OASIS MQTT 5.0, 4.3.3.
/// </summary>
internal sealed class TakenOnce
{
    private const string Key = "IoTConsole.TakenOnce";
    private readonly Dictionary<ushort, Task<PublishVerdict>> _taken = [];

    public int Count
    {
        get
        {
            lock (_taken) return _taken.Count;
        }
    }

    public static TakenOnce Of(IDictionary sessionItems)
    {
        if (sessionItems[Key] is TakenOnce kept) return kept;
        var fresh = new TakenOnce();
        sessionItems[Key] = fresh;
        return fresh;
    }

    /// <summary>The verdict on the publish of this number, perhaps still to come; null when it was never taken, or refused.</summary>
    public Task<PublishVerdict>? Find(ushort packetId)
    {
        lock (_taken) return _taken.GetValueOrDefault(packetId);
    }

    public void Remember(ushort packetId, Task<PublishVerdict> verdict)
    {
        lock (_taken) _taken[packetId] = verdict;
    }

    /// <summary>False when nothing of this number was kept.</summary>
    public bool Release(ushort packetId)
    {
        lock (_taken) return _taken.Remove(packetId);
    }

    /// <summary>What was refused is forgotten: it may be sent again under its number.</summary>
    public void Release(ushort packetId, Task<PublishVerdict> refused)
    {
        lock (_taken)
        {
            if (_taken.GetValueOrDefault(packetId) == refused) _taken.Remove(packetId);
        }
    }
}
