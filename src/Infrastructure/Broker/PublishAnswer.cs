using System.Buffers.Binary;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// What a verdict is in the client's protocol. MQTT 3.1.1 has no negative acknowledgement: closing is the only no, and what
/// cannot be cured by resending is acknowledged.
/// </summary>
internal static class PublishAnswer
{
    public const int MostBytes = 5;

    public static bool Ends(PublishVerdict verdict, bool version5) =>
        verdict == PublishVerdict.NotStored || (!version5 && verdict is PublishVerdict.NotAuthorized or PublishVerdict.TopicNameInvalid);

    /// <summary>PUBACK or PUBREC; nothing for quality 0. Says how many bytes.</summary>
    public static int Write(Span<byte> into, int quality, ushort id, PublishVerdict verdict, bool version5)
    {
        if (quality == 0) return 0;
        var withReason = version5 && verdict != PublishVerdict.Accepted;
        into[0] = quality == 1 ? (byte)0x40 : (byte)0x50;
        into[1] = withReason ? (byte)3 : (byte)2;
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], id);
        if (withReason) into[4] = (byte)verdict;
        return withReason ? 5 : 4;
    }
}
