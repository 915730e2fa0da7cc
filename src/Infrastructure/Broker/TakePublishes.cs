using IoTConsole.Infrastructure.Counting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>Takes each PUBLISH to the consumer and turns its verdict into what the client's protocol can say.</summary>
internal sealed class TakePublishes(IServiceProvider services, Refusals refusals, ILogger<TakePublishes> log)
{
    // Resolved late: the consumer may itself ask who is connected.
    private readonly Lazy<IPublishConsumer> _consumer = new(services.GetRequiredService<IPublishConsumer>);
    private int _underWay;
    private volatile bool _closed;

    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>From now on nothing more is taken; what comes is not acknowledged and will be sent again.</summary>
    public void Close() => _closed = true;

    public async Task TakeAsync(InterceptingPublishEventArgs publish, LiveSession? session)
    {
        publish.ProcessPublish = false;
        Interlocked.Increment(ref _underWay);
        try
        {
            if (session is null || _closed) Answer(publish, session, PublishVerdict.NotStored);
            else if (publish.ApplicationMessage.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce) await TakeOnceAsync(publish, session);
            else Answer(publish, session, await ConsumeAsync(publish, session));
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task TakeOnceAsync(InterceptingPublishEventArgs publish, LiveSession session)
    {
        var id = session.Channel?.ClaimPacketId() ?? 0;
        if (id != 0 && session.Once.Has(id)) return;
        Answer(publish, session, await ConsumeAsync(publish, session));
        if (id != 0 && !publish.CloseConnection && publish.Response.ReasonCode == MqttPubAckReasonCode.Success) session.Once.Remember(id);
    }

    private async Task<PublishVerdict> ConsumeAsync(InterceptingPublishEventArgs publish, LiveSession session)
    {
        var message = publish.ApplicationMessage;
        if (session.Dropped)
        {
            // Its last will, for example.
            refusals.Count("publish", "client-dropped", session.Identity.TenantId, publish.ClientId);
            return PublishVerdict.NotAuthorized;
        }

        session.Count();
        BrokerMetrics.Messages.Add(1);
        BrokerMetrics.Bytes.Add(message.Payload.Length);
        if (message.Retain) refusals.Count("publish", "retain-ignored", session.Identity.TenantId, publish.ClientId);
        using var trace = BrokerMetrics.Traces.StartActivity("publish");
        trace?.SetTag("mqtt.client_id", publish.ClientId).SetTag("mqtt.topic", message.Topic);
        try
        {
            return await _consumer.Value.ConsumeAsync(
                new IncomingPublish(
                    session.Identity, message.Topic, message.Payload, (int)message.QualityOfServiceLevel, message.Retain, session.IsVersion5, message.ContentType),
                publish.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            return PublishVerdict.NotStored;
        }
        catch (Exception fault)
        {
            // A fault of ours must not look like an acknowledgement.
            log.LogError(fault, "A publish of {ClientId} on {Topic} was not stored", publish.ClientId, message.Topic);
            return PublishVerdict.NotStored;
        }
    }

    /// <summary>MQTT 3.1.1 has no negative acknowledgement: closing is the only no, and what cannot be cured by resending is acknowledged.</summary>
    private static void Answer(InterceptingPublishEventArgs publish, LiveSession? session, PublishVerdict verdict)
    {
        switch (verdict)
        {
            case PublishVerdict.Accepted:
                return;
            case PublishVerdict.NotStored:
                publish.CloseConnection = true;
                return;
            case var _ when session?.IsVersion5 == true:
                publish.Response.ReasonCode = (MqttPubAckReasonCode)(byte)verdict;
                return;
            case PublishVerdict.NotAuthorized or PublishVerdict.TopicNameInvalid:
                publish.CloseConnection = true;
                return;
        }
    }
}
