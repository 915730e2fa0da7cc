using System.Buffers;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>A PUBLISH from an accepted client. The payload is only valid until its verdict is there.</summary>
public readonly record struct IncomingPublish(
    ConnectionIdentity Identity, string Topic, ReadOnlySequence<byte> Payload, int QualityOfService, bool Retain, bool IsVersion5,
    string? ContentType);

/// <summary>How a PUBLISH is answered. Codes are MQTT 5 PUBACK reason codes (OASIS MQTT 5.0, 3.4.2.1).</summary>
public enum PublishVerdict : byte
{
    /// <summary>Stored, or refused for a counted reason that resending cannot cure on a protocol without reason codes.</summary>
    Accepted = 0x00,
    UnspecifiedError = 0x80,
    NotAuthorized = 0x87,
    TopicNameInvalid = 0x90,
    QuotaExceeded = 0x97,
    PayloadFormatInvalid = 0x99,

    /// <summary>Not stored because our side failed: no acknowledgement at all, the connection closes, the client resends.</summary>
    NotStored = 0xFF,
}

/// <summary>Takes every PUBLISH of clients; nothing is routed to subscribers by topic.</summary>
public interface IPublishConsumer
{
    /// <summary>
    /// Returns when the publish has its place: the next one of the same connection is given then, and is judged after it. As long
    /// as it does not return, its connection is not read: that is the back-pressure. The task inside completes when what must be
    /// stored is stored.
    /// </summary>
    ValueTask<Task<PublishVerdict>> TakeAsync(IncomingPublish publish, CancellationToken ct);
}

/// <summary>Which topics a client may subscribe to. Implemented by the module that owns identities.</summary>
public interface ISubscribeGate
{
    bool Allows(ConnectionIdentity identity, string topicFilter);
}
