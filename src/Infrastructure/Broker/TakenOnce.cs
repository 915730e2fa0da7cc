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
    private readonly HashSet<ushort> _ids = [];

    public static TakenOnce Of(IDictionary sessionItems)
    {
        if (sessionItems[Key] is TakenOnce kept) return kept;
        var fresh = new TakenOnce();
        sessionItems[Key] = fresh;
        return fresh;
    }

    public bool Has(ushort packetId)
    {
        lock (_ids) return _ids.Contains(packetId);
    }

    public void Remember(ushort packetId)
    {
        lock (_ids) _ids.Add(packetId);
    }

    public void Release(ushort packetId)
    {
        lock (_ids) _ids.Remove(packetId);
    }
}
