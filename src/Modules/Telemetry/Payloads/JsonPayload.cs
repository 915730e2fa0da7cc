using System.Buffers;
using System.Text.Json;
using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Telemetry.Payloads;

internal sealed class JsonPayload(NamePool names)
{
    private const int MostEscapedBytes = Payload.MostTextChars * 6; // every character may be written as \u0000
    private static readonly JsonReaderOptions _options = new() { MaxDepth = 8 };
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public void Decode(ReadOnlySequence<byte> bytes, long now, Payload into)
    {
        if (bytes.FirstSpan.StartsWith(ByteOrderMark)) bytes = bytes.Slice(3);
        var reader = new Utf8JsonReader(bytes, _options);
        try
        {
            if (!reader.Read()) into.Refusal = RefusalReasons.MalformedJson;
            else if (reader.TokenType == JsonTokenType.StartObject) Entry(ref reader, now, into);
            else if (reader.TokenType == JsonTokenType.StartArray) Entries(ref reader, now, into);
            else into.Refusal = RefusalReasons.NotAnObject;

            // Anything after the value makes the reader throw: half a message is not guessed at.
            if (into.Refusal is null) reader.Read();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            into.Refusal = NamesInfinity(bytes, reader.BytesConsumed) ? RefusalReasons.NotFinite : RefusalReasons.MalformedJson;
        }
    }

    private void Entries(ref Utf8JsonReader reader, long now, Payload into)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                Entry(ref reader, now, into);
                if (into.Refusal is not null) return;
                continue;
            }

            if (!into.TryBegin())
            {
                into.Refusal = RefusalReasons.TooManyEntries;
                return;
            }

            into.Refuse(RefusalReasons.NotAnObject);
            reader.Skip();
        }

        if (into.EntryCount == 0) into.Refusal = RefusalReasons.NoValues;
    }

    private void Entry(ref Utf8JsonReader reader, long now, Payload into)
    {
        if (!into.TryBegin())
        {
            into.Refusal = RefusalReasons.TooManyEntries;
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("values"u8)) Values(ref reader, into);
            else if (reader.ValueTextEquals("ts"u8)) into.Current.At = Integer(ref reader, into, RefusalReasons.BadTimestamp);
            else if (reader.ValueTextEquals("seq"u8)) into.Current.Sequence = Integer(ref reader, into, RefusalReasons.BadSequence);
            else if (reader.ValueTextEquals("epoch"u8)) into.Current.Epoch = Integer(ref reader, into, RefusalReasons.BadEpoch);
            else if (reader.ValueTextEquals("device"u8)) Device(ref reader, into);
            else reader.Skip();
        }

        into.End(now);
    }

    private void Values(ref Utf8JsonReader reader, Payload into)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            into.Refuse(RefusalReasons.NoValues);
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var metric = Name(ref reader, metric: true);
            if (metric is null) into.Refuse(RefusalReasons.BadMetricName);
            reader.Read();
            Value(ref reader, metric ?? "", into);
        }
    }

    private static void Value(ref Utf8JsonReader reader, string metric, Payload into)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                // 1e999 reads as infinity.
                if (reader.TryGetDouble(out var number) && double.IsFinite(number)) into.Add(new(metric, ReadingKind.Number, number, null));
                else into.Refuse(RefusalReasons.NotFinite);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                into.Add(new(metric, ReadingKind.Boolean, reader.TokenType == JsonTokenType.True ? 1 : 0, null));
                break;
            case JsonTokenType.String:
                Text(ref reader, metric, into);
                break;
            case JsonTokenType.Null:
                break; // "I have this sensor and no value of it"
            default:
                into.Refuse(RefusalReasons.BadValue);
                reader.Skip();
                break;
        }
    }

    private static void Text(ref Utf8JsonReader reader, string metric, Payload into)
    {
        Span<char> chars = stackalloc char[MostEscapedBytes];
        if (LengthOf(ref reader) > MostEscapedBytes || reader.CopyString(chars) is var length && length > Payload.MostTextChars)
            into.Refuse(RefusalReasons.StringTooLong);
        else if (chars[..length].ContainsAnyInRange('\0', '\u001f'))
            into.Refuse(RefusalReasons.BadText);
        else
            into.Add(new(metric, ReadingKind.Text, double.NaN, chars[..length].ToString()));
    }

    private static long Integer(ref Utf8JsonReader reader, Payload into, string refusal)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return PayloadEntry.None;
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value != PayloadEntry.None) return value;
        into.Refuse(refusal);
        reader.Skip();
        return PayloadEntry.None;
    }

    private void Device(ref Utf8JsonReader reader, Payload into)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String && Name(ref reader, metric: false) is { } device) into.Current.Device = device;
        else into.Refuse(RefusalReasons.BadDeviceName);
        reader.Skip();
    }

    private string? Name(ref Utf8JsonReader reader, bool metric)
    {
        Span<char> chars = stackalloc char[MostEscapedBytes];
        if (LengthOf(ref reader) > MostEscapedBytes) return null;
        var length = reader.CopyString(chars);
        return metric ? names.Metric(chars[..length]) : names.Device(chars[..length]);
    }

    private static long LengthOf(ref Utf8JsonReader reader) => reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;

    /// <summary>NaN and Infinity are not JSON; the sender of one deserves the better reason.</summary>
    private static bool NamesInfinity(in ReadOnlySequence<byte> bytes, long consumed)
    {
        Span<byte> next = stackalloc byte[12];
        var rest = bytes.Slice(Math.Min(consumed, bytes.Length));
        rest = rest.Slice(0, Math.Min(rest.Length, next.Length));
        rest.CopyTo(next);
        var word = next[..(int)rest.Length].TrimStart(":, \t\r\n-"u8);
        return word.StartsWith("NaN"u8) || word.StartsWith("nan"u8) || word.StartsWith("Inf"u8) || word.StartsWith("inf"u8);
    }
}
