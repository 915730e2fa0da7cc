using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using MQTTnet.Protocol;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>The client broke the protocol: it is told with this code, as far as its version knows any, and let go.</summary>
internal sealed class BrokenProtocolException(MqttDisconnectReasonCode code, string message) : IOException(message)
{
    public MqttDisconnectReasonCode Code => code;
}

/// <summary>A PUBLISH, read where it lies. Source: OASIS MQTT 5.0, 3.3, and MQTT 3.1.1, 3.3.</summary>
internal readonly ref struct PublishPacket
{
    // Upper four bits of a PUBLISH's first byte.
    private const int Type = 3;

    public required int QualityOfService { get; init; }

    public required bool Retain { get; init; }

    /// <summary>0 with quality 0.</summary>
    public required ushort Id { get; init; }

    /// <summary>Empty when the alias stands for it.</summary>
    public required ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>0 for none.</summary>
    public required ushort Alias { get; init; }

    public required ReadOnlySpan<byte> ContentType { get; init; }

    /// <summary>Where the payload begins in the body.</summary>
    public required int PayloadStart { get; init; }

    /// <summary>Whether a PUBLISH begins here, whole or not.</summary>
    public static bool IsNext(in ReadOnlySequence<byte> buffer) => new SequenceReader<byte>(buffer).TryPeek(out var first) && first >> 4 == Type;

    /// <summary>First byte, length of the packet and of its header; false while it has not arrived whole.</summary>
    public static bool TryMeasure(in ReadOnlySequence<byte> buffer, out byte first, out int length, out int header)
    {
        var reader = new SequenceReader<byte>(buffer);
        (length, header) = (0, 0);
        if (!reader.TryRead(out first)) return false;
        for (var shift = 0; shift <= 21; shift += 7)
        {
            if (!reader.TryRead(out var part)) return false;
            length |= (part & 0x7F) << shift;
            if ((part & 0x80) != 0) continue;
            header = (int)reader.Consumed;
            length += header;
            return length <= buffer.Length;
        }

        return false;
    }

    /// <param name="body">Everything after the fixed header.</param>
    /// <exception cref="BrokenProtocolException">The client is not to be trusted with its own bytes.</exception>
    public static PublishPacket Read(byte first, ReadOnlySpan<byte> body, bool version5)
    {
        var quality = (first >> 1) & 3;
        if (quality == 3) throw Malformed("quality of service 3");
        if (quality == 0 && (first & 8) != 0) throw Malformed("a repeated publish of quality 0");
        var rest = body;
        var topic = TakeText(ref rest);
        if (topic.IndexOfAny((byte)'#', (byte)'+', (byte)0) >= 0) throw new BrokenProtocolException(MqttDisconnectReasonCode.TopicNameInvalid, "A topic has no wildcards.");
        var id = quality == 0 ? (ushort)0 : TakeNumber(ref rest);
        if (quality > 0 && id == 0) throw Broken("packet identifier 0");
        ushort alias = 0;
        var contentType = ReadOnlySpan<byte>.Empty;
        if (version5) ReadProperties(TakeProperties(ref rest), out alias, out contentType);
        if (topic.IsEmpty && alias == 0) throw Broken("a publish without topic and alias");
        return new()
        {
            QualityOfService = quality, Retain = (first & 1) != 0, Id = id, Topic = topic, Alias = alias, ContentType = contentType, PayloadStart = body.Length - rest.Length,
        };
    }

    private static void ReadProperties(ReadOnlySpan<byte> rest, out ushort alias, out ReadOnlySpan<byte> contentType)
    {
        alias = 0;
        contentType = default;
        var seen = 0ul;
        while (!rest.IsEmpty)
        {
            var kind = rest[0];
            rest = rest[1..];
            if (kind != 0x26 && kind < 64 && (seen & (1ul << kind)) != 0) throw Broken($"property {kind} twice");
            if (kind < 64) seen |= 1ul << kind;
            switch (kind)
            {
                case 0x01:
                    Skip(ref rest, 1);
                    break;
                case 0x02:
                    Skip(ref rest, 4);
                    break;
                case 0x03:
                    contentType = TakeText(ref rest);
                    break;
                case 0x08:
                    TakeText(ref rest);
                    break;
                case 0x09:
                    Skip(ref rest, TakeNumber(ref rest));
                    break;
                case 0x23:
                    alias = TakeNumber(ref rest);
                    if (alias is 0 or > BrokerChannel.TopicAliases) throw new BrokenProtocolException(MqttDisconnectReasonCode.TopicAliasInvalid, $"topic alias {alias}");
                    break;
                case 0x26:
                    TakeText(ref rest);
                    TakeText(ref rest);
                    break;
                default:
                    throw Broken($"property {kind} in a publish of a client");
            }
        }
    }

    private static ReadOnlySpan<byte> TakeProperties(scoped ref ReadOnlySpan<byte> rest)
    {
        var (length, shift) = (0, 0);
        while (true)
        {
            if (rest.IsEmpty || shift > 21) throw Malformed("the length of the properties");
            var part = rest[0];
            rest = rest[1..];
            length |= (part & 0x7F) << shift;
            shift += 7;
            if ((part & 0x80) == 0) return Take(ref rest, length);
        }
    }

    private static ReadOnlySpan<byte> TakeText(scoped ref ReadOnlySpan<byte> rest)
    {
        var text = Take(ref rest, TakeNumber(ref rest));
        return Utf8.IsValid(text) ? text : throw Malformed("text that is not UTF-8");
    }

    private static ushort TakeNumber(scoped ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadUInt16BigEndian(Take(ref rest, 2));

    private static void Skip(scoped ref ReadOnlySpan<byte> rest, int bytes) => Take(ref rest, bytes);

    private static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> rest, int bytes)
    {
        if (rest.Length < bytes) throw Malformed("a field is longer than its packet");
        var taken = rest[..bytes];
        rest = rest[bytes..];
        return taken;
    }

    private static BrokenProtocolException Malformed(string what) => new(MqttDisconnectReasonCode.MalformedPacket, $"Malformed publish: {what}.");

    private static BrokenProtocolException Broken(string what) => new(MqttDisconnectReasonCode.ProtocolError, $"Protocol error: {what}.");
}
