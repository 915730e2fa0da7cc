using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// What one client still has to hear from us. Beyond a limit it is not read any further: a client that asks and never listens
/// would otherwise fill our memory with answers.
/// </summary>
internal sealed class AnswersOwed(BrokerConnections owner, TimeProvider clock) : IDisposable
{
    /// <summary>Requests of one client under way at once.</summary>
    public const ushort Most = 64;

    private readonly SemaphoreSlim _room = new(0);
    private readonly Queue<long> _publishes = new(1);
    private int _owed;

    public async ValueTask WaitForRoomAsync(CancellationToken ct)
    {
        while (Volatile.Read(ref _owed) >= Most) await _room.WaitAsync(ct);
    }

    public void Asked(MqttPacket packet)
    {
        if (packet is MqttPublishPacket { QualityOfServiceLevel: > MqttQualityOfServiceLevel.AtMostOnce })
        {
            lock (_publishes) _publishes.Enqueue(clock.GetTimestamp());
            owner.Owe(1);
        }
        else if (packet is not (MqttConnectPacket or MqttPubRelPacket or MqttSubscribePacket or MqttUnsubscribePacket or MqttPingReqPacket or MqttPubRecPacket))
        {
            return;
        }

        Interlocked.Increment(ref _owed);
    }

    public void Answered(MqttPacket packet)
    {
        if (packet is MqttPubAckPacket or MqttPubRecPacket) Acknowledged();
        else if (packet is not (MqttConnAckPacket or MqttPubCompPacket or MqttSubAckPacket or MqttUnsubAckPacket or MqttPingRespPacket or MqttPubRelPacket)) return;

        // After a takeover an answer to the connection before may go out on this one.
        var left = Interlocked.Decrement(ref _owed);
        if (left < 0) Interlocked.Increment(ref _owed);
        else if (left == Most - 1) _room.Release();
    }

    public void Forget()
    {
        lock (_publishes)
        {
            owner.Owe(-_publishes.Count);
            _publishes.Clear();
        }
    }

    public void Dispose() => _room.Dispose();

    private void Acknowledged()
    {
        long received;
        lock (_publishes)
        {
            if (!_publishes.TryDequeue(out received)) return;
        }

        owner.Owe(-1);
        BrokerMetrics.AckSeconds.Record(clock.GetElapsedTime(received).TotalSeconds);
    }
}
