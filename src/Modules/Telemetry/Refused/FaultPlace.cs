using System.Formats.Cbor;
using System.Runtime.InteropServices;
using System.Text.Json;
using IoTConsole.Telemetry.Payloads;

namespace IoTConsole.Telemetry.Refused;

/// <summary>Where in a refused message the fault lies, found again by reading it. Nothing is found in what was not kept of it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FaultPlace(int At, int Length)
{
    public static FaultPlace? Find(RefusedSamples.Sample sample)
    {
        var bytes = sample.Bytes;
        if (bytes.Length == 0) return null;
        if (sample.Reason == RefusalReasons.MalformedCbor || LooksLikeCbor(sample)) return InCbor(bytes, sample.Entry);
        return sample.Entry is { } entry ? InEntry(bytes, entry, sample.Reason) : sample.Reason is RefusalReasons.MalformedJson or RefusalReasons.NotFinite ? InJson(bytes) : null;
    }

    private static bool LooksLikeCbor(RefusedSamples.Sample sample) =>
        sample.ContentType?.Contains("cbor", StringComparison.OrdinalIgnoreCase) == true || (sample.ContentType is null && sample.Bytes[0] >= 0x80 && sample.Bytes[0] != 0xEF);

    /// <summary>Where the JSON reader gives up.</summary>
    private static FaultPlace? InJson(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) _ = reader.GetString();
            }

            return null;
        }
        catch (JsonException fault)
        {
            var line = 0;
            for (var left = fault.LineNumber ?? 0; left > 0 && line < bytes.Length; left--) line = Array.IndexOf(bytes, (byte)'\n', line) + 1;
            return Within(bytes, line + (int)(fault.BytePositionInLine ?? 0), 1);
        }
        catch (InvalidOperationException)
        {
            // Text that is no text: half of a surrogate pair, for example.
            return Within(bytes, (int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
        }
    }

    private static FaultPlace? InEntry(byte[] bytes, int entry, string reason)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, default);
        try
        {
            if (!reader.Read()) return null;
            var isArray = reader.TokenType == JsonTokenType.StartArray;
            if (isArray)
            {
                for (var at = 0; at <= entry; at++)
                {
                    if (!reader.Read()) return null;
                    if (at < entry && !reader.TrySkip()) return null;
                }
            }

            var start = (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.StartObject && InProperty(ref reader, reason) is { } place) return place;
            return Within(bytes, start, Math.Max(1, (int)reader.BytesConsumed - start));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The value of the property that the reason is about; null when it is about the entry.</summary>
    private static FaultPlace? InProperty(ref Utf8JsonReader reader, string reason)
    {
        var wanted = reason switch
        {
            RefusalReasons.BadTimestamp or RefusalReasons.InFuture or RefusalReasons.TooOld => "ts",
            RefusalReasons.BadSequence => "seq",
            RefusalReasons.BadEpoch => "epoch",
            RefusalReasons.BadDeviceName or RefusalReasons.UnknownChild or RefusalReasons.NotAChildOfThisGateway or RefusalReasons.AnotherDevice or RefusalReasons.DeviceNotInService => "device",
            _ => "values",
        };
        FaultPlace? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var here = reader.ValueTextEquals(wanted);
            if (!reader.Read()) return found;
            var start = (int)reader.TokenStartIndex;
            if (here && wanted == "values" && reader.TokenType == JsonTokenType.StartObject && InValues(ref reader, reason) is { } inside) return inside;
            if (!reader.TrySkip()) return found;
            if (here) found = new(start, (int)reader.BytesConsumed - start);
        }

        return found;
    }

    private static FaultPlace? InValues(ref Utf8JsonReader reader, string reason)
    {
        var inner = reader;
        while (inner.Read() && inner.TokenType == JsonTokenType.PropertyName)
        {
            if (reason == RefusalReasons.BadMetricName && new NamePool().Metric(inner.GetString()) is null) return NameOf(inner);
            if (!inner.Read()) return null;
            var wrong = reason switch
            {
                RefusalReasons.NotFinite => inner.TokenType == JsonTokenType.Number && !(inner.TryGetDouble(out var number) && double.IsFinite(number)),
                RefusalReasons.BadValue => inner.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray,
                RefusalReasons.StringTooLong => inner.TokenType == JsonTokenType.String && inner.GetString()!.Length > Payload.MostTextChars,
                RefusalReasons.BadText => inner.TokenType == JsonTokenType.String && inner.GetString()!.AsSpan().ContainsAnyInRange('\0', '\u001f'),
                _ => false,
            };
            var start = (int)inner.TokenStartIndex;
            if (!inner.TrySkip()) return null;
            if (wrong) return new(start, (int)inner.BytesConsumed - start);
        }

        return null;
    }

    private static FaultPlace NameOf(Utf8JsonReader reader) => new((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);

    private static FaultPlace? InCbor(byte[] bytes, int? entry)
    {
        var reader = new CborReader(bytes, CborConformanceMode.Lax);
        var (start, depth) = (0, 0);
        try
        {
            if (entry is { } wanted)
            {
                if (reader.PeekState() == CborReaderState.StartArray)
                {
                    reader.ReadStartArray();
                    for (var at = 0; at < wanted; at++) reader.SkipValue();
                }

                start = bytes.Length - reader.BytesRemaining;
                reader.SkipValue();
                return Within(bytes, start, bytes.Length - reader.BytesRemaining - start);
            }

            do
            {
                start = bytes.Length - reader.BytesRemaining;
                depth += StepInto(reader);
            }
            while (depth > 0);
            start = bytes.Length - reader.BytesRemaining;
        }
        catch (Exception fault) when (fault is CborContentException or InvalidOperationException or OverflowException or ArgumentException)
        {
            // The last step that could not be made is the place.
        }

        return Within(bytes, Math.Min(start, bytes.Length - 1), 1);
    }

    private static int StepInto(CborReader reader)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.StartArray:
                reader.ReadStartArray();
                return 1;
            case CborReaderState.StartMap:
                reader.ReadStartMap();
                return 1;
            case CborReaderState.EndArray:
                reader.ReadEndArray();
                return -1;
            case CborReaderState.EndMap:
                reader.ReadEndMap();
                return -1;
            case CborReaderState.Tag:
                reader.ReadTag();
                return 0;
            default:
                reader.SkipValue();
                return 0;
        }
    }

    private static FaultPlace? Within(byte[] bytes, int at, int length) =>
        at < 0 ? null : new FaultPlace(Math.Min(at, Math.Max(0, bytes.Length - 1)), Math.Max(1, Math.Min(length, bytes.Length - Math.Min(at, bytes.Length - 1))));
}
