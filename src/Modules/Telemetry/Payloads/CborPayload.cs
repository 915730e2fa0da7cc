using System.Buffers;
using System.Formats.Cbor;
using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Telemetry.Payloads;

internal sealed class CborPayload(NamePool names)
{
    public void Decode(in ReadOnlySequence<byte> bytes, long now, Payload into)
    {
        try
        {
            // Lax: devices may write map keys in any order, and a repeated key is judged as a duplicate later.
            var reader = new CborReader(bytes.IsSingleSegment ? bytes.First : bytes.ToArray(), CborConformanceMode.Lax);
            SkipTags(reader);
            var state = reader.PeekState();
            if (state == CborReaderState.StartMap) Entry(reader, now, into);
            else if (state == CborReaderState.StartArray) Entries(reader, now, into);
            else into.Refusal = RefusalReasons.NotAnObject;
            if (into.Refusal is null && reader.BytesRemaining > 0) into.Refusal = RefusalReasons.MalformedCbor;
        }
        catch (Exception fault) when (fault is CborContentException or InvalidOperationException or OverflowException or ArgumentException or FormatException)
        {
            into.Refusal = RefusalReasons.MalformedCbor;
        }
    }

    private void Entries(CborReader reader, long now, Payload into)
    {
        reader.ReadStartArray();
        while (reader.PeekState() != CborReaderState.EndArray)
        {
            SkipTags(reader);
            if (reader.PeekState() == CborReaderState.StartMap)
            {
                Entry(reader, now, into);
                if (into.Refusal is not null) return;
                continue;
            }

            if (!into.TryBegin())
            {
                into.Refusal = RefusalReasons.TooManyEntries;
                return;
            }

            into.Refuse(RefusalReasons.NotAnObject);
            reader.SkipValue();
        }

        reader.ReadEndArray();
        if (into.EntryCount == 0) into.Refusal = RefusalReasons.NoValues;
    }

    private void Entry(CborReader reader, long now, Payload into)
    {
        if (!into.TryBegin())
        {
            into.Refusal = RefusalReasons.TooManyEntries;
            return;
        }

        Span<char> key = stackalloc char[Payload.MostTextChars];
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var length = Key(reader, key);
            SkipTags(reader);
            switch (key[..Math.Max(length, 0)])
            {
                case "values": Values(reader, into); break;
                case "ts": into.Current.At = Integer(reader, into, RefusalReasons.BadTimestamp); break;
                case "seq": into.Current.Sequence = Integer(reader, into, RefusalReasons.BadSequence); break;
                case "epoch": into.Current.Epoch = Integer(reader, into, RefusalReasons.BadEpoch); break;
                case "device": Device(reader, into); break;
                default: reader.SkipValue(); break;
            }
        }

        reader.ReadEndMap();
        into.End(now);
    }

    private void Values(CborReader reader, Payload into)
    {
        if (reader.PeekState() != CborReaderState.StartMap)
        {
            into.Refuse(RefusalReasons.NoValues);
            reader.SkipValue();
            return;
        }

        Span<char> key = stackalloc char[Payload.MostTextChars];
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var length = Key(reader, key);
            var metric = length < 0 ? null : names.Metric(key[..length]);
            if (metric is null) into.Refuse(RefusalReasons.BadMetricName);
            SkipTags(reader);
            Value(reader, metric ?? "", into);
        }

        reader.ReadEndMap();
    }

    private static void Value(CborReader reader, string metric, Payload into)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.UnsignedInteger:
                into.Add(new(metric, ReadingKind.Number, reader.ReadUInt64(), null));
                break;
            case CborReaderState.NegativeInteger:
                into.Add(new(metric, ReadingKind.Number, -1.0 - reader.ReadCborNegativeIntegerRepresentation(), null));
                break;
            case CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat:
                var number = reader.ReadDouble();
                if (double.IsFinite(number)) into.Add(new(metric, ReadingKind.Number, number, null));
                else into.Refuse(RefusalReasons.NotFinite);
                break;
            case CborReaderState.Boolean:
                into.Add(new(metric, ReadingKind.Boolean, reader.ReadBoolean() ? 1 : 0, null));
                break;
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                Text(reader, metric, into);
                break;
            case CborReaderState.Null:
                reader.ReadNull();
                break;
            default:
                into.Refuse(RefusalReasons.BadValue);
                reader.SkipValue();
                break;
        }
    }

    private static void Text(CborReader reader, string metric, Payload into)
    {
        Span<char> chars = stackalloc char[Payload.MostTextChars];
        if (!reader.TryReadTextString(chars, out var length))
        {
            into.Refuse(RefusalReasons.StringTooLong);
            reader.SkipValue();
        }
        else if (chars[..length].ContainsAnyInRange('\0', '\u001f'))
        {
            into.Refuse(RefusalReasons.BadText);
        }
        else
        {
            into.Add(new(metric, ReadingKind.Text, double.NaN, chars[..length].ToString()));
        }
    }

    private static long Integer(CborReader reader, Payload into, string refusal)
    {
        var state = reader.PeekState();
        if (state == CborReaderState.Null)
        {
            reader.ReadNull();
            return PayloadEntry.None;
        }

        if (state == CborReaderState.UnsignedInteger && reader.ReadUInt64() is var large)
        {
            if (large <= long.MaxValue) return (long)large;
        }
        else if (state == CborReaderState.NegativeInteger && reader.ReadCborNegativeIntegerRepresentation() is var below)
        {
            if (below < long.MaxValue) return -1 - (long)below;
        }
        else
        {
            reader.SkipValue();
        }

        into.Refuse(refusal);
        return PayloadEntry.None;
    }

    private void Device(CborReader reader, Payload into)
    {
        Span<char> chars = stackalloc char[Payload.MostTextChars];
        var length = Key(reader, chars);
        if (length >= 0 && names.Device(chars[..length]) is { } device) into.Current.Device = device;
        else into.Refuse(RefusalReasons.BadDeviceName);
    }

    /// <summary>The length of a text, or -1 for one that is too long or no text at all.</summary>
    private static int Key(CborReader reader, Span<char> into)
    {
        if (reader.PeekState() is CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString
            && reader.TryReadTextString(into, out var length)) return length;
        reader.SkipValue();
        return -1;
    }

    private static void SkipTags(CborReader reader)
    {
        while (reader.PeekState() == CborReaderState.Tag) reader.ReadTag();
    }
}
