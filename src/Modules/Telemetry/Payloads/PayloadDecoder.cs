using System.Buffers;

namespace IoTConsole.Telemetry.Payloads;

/// <summary>
/// Reads <c>{"ts": epoch ms, "epoch": integer, "seq": integer, "device": child, "values": {metric: value}}</c> or an array of such, in JSON or
/// CBOR (RFC 8949), straight from the bytes. Whatever the bytes are, it answers and never throws.
/// </summary>
internal sealed class PayloadDecoder(NamePool names)
{
    /// <summary>How far a device's clock may run ahead: ten minutes, in milliseconds.</summary>
    public const long MostAhead = 10 * 60 * 1000;

    /// <summary>2000-01-01T00:00:00Z in milliseconds since 1970: before it a clock was never set.</summary>
    public const long Oldest = 946_684_800_000;

    private readonly JsonPayload _json = new(names);
    private readonly CborPayload _cbor = new(names);

    /// <param name="contentType">MQTT 5 property or HTTP header; wins over the look of the bytes.</param>
    /// <param name="now">Milliseconds since 1970: the event time of an entry that names none.</param>
    public void Decode(in ReadOnlySequence<byte> bytes, string? contentType, long now, Payload into)
    {
        into.Clear();
        if (bytes.IsEmpty) into.Refusal = RefusalReasons.Empty;
        else if (LooksLikeCbor(bytes, contentType)) _cbor.Decode(bytes, now, into);
        else _json.Decode(bytes, now, into);
    }

    private static bool LooksLikeCbor(in ReadOnlySequence<byte> bytes, string? contentType)
    {
        if (contentType is not null)
        {
            if (contentType.Contains("cbor", StringComparison.OrdinalIgnoreCase)) return true;
            if (contentType.Contains("json", StringComparison.OrdinalIgnoreCase)) return false;
        }

        // CBOR arrays, maps and tags start at 0x80; JSON text starts with ASCII, or with the mark EF BB BF.
        var first = bytes.FirstSpan.IsEmpty ? bytes.ToArray()[0] : bytes.FirstSpan[0];
        return first >= 0x80 && first != 0xEF;
    }
}
