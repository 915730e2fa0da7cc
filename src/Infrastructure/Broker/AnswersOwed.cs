using MQTTnet.Packets;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// What one client still has to hear from us, other than about its publishes. Beyond a limit it is not read any further: a client that asks and never listens
/// would otherwise fill our memory with answers.
/// </summary>
internal sealed class AnswersOwed : IDisposable
{
    /// <summary>Requests of one client under way at once.</summary>
    public const int Most = 64;

    private readonly SemaphoreSlim _room = new(0);
    private int _owed;

    public async ValueTask WaitForRoomAsync(CancellationToken ct)
    {
        while (Volatile.Read(ref _owed) >= Most) await _room.WaitAsync(ct);
    }

    public void Asked(MqttPacket packet)
    {
        if (packet is not (MqttConnectPacket or MqttPubRelPacket or MqttSubscribePacket or MqttUnsubscribePacket or MqttPingReqPacket or MqttPubRecPacket)) return;
        Interlocked.Increment(ref _owed);
    }

    public void Answered(MqttPacket packet)
    {
        if (packet is not (MqttConnAckPacket or MqttPubCompPacket or MqttSubAckPacket or MqttUnsubAckPacket or MqttPingRespPacket or MqttPubRelPacket)) return;

        // After a takeover an answer to the connection before may go out on this one.
        var left = Interlocked.Decrement(ref _owed);
        if (left < 0) Interlocked.Increment(ref _owed);
        else if (left == Most - 1) _room.Release();
    }

    public void Dispose() => _room.Dispose();
}
