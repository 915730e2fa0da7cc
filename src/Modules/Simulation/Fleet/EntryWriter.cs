using System.Buffers;
using System.Formats.Cbor;
using System.Text.Json;

namespace IoTConsole.Simulation.Fleet;

/// <summary>
/// Writes one message of entries <c>{"device", "ts", "seq", "values"}</c>, as CBOR or as JSON. Used again for every message, so that
/// a fleet costs no garbage beyond the payload that is sent.
/// </summary>
internal sealed class EntryWriter : IDisposable
{
    private readonly CborWriter? _cbor;
    private readonly Utf8JsonWriter? _json;
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    public EntryWriter(bool cbor)
    {
        if (cbor) _cbor = new CborWriter(CborConformanceMode.Lax);
        else _json = new Utf8JsonWriter(_buffer);
    }

    public bool IsCbor => _cbor is not null;

    public int Entries { get; private set; }

    /// <summary>Values in them.</summary>
    public int Readings { get; private set; }

    public void Start()
    {
        (Entries, Readings) = (0, 0);
        if (_cbor is not null)
        {
            _cbor.Reset();
            _cbor.WriteStartArray(null);
            return;
        }

        _buffer.ResetWrittenCount();
        _json!.Reset();
        _json.WriteStartArray();
    }

    /// <param name="device">Null when the sender speaks for itself.</param>
    /// <param name="values">How many calls of <see cref="Value(string, double)"/> follow.</param>
    public void Begin(string? device, long at, long? sequence, int values)
    {
        Entries++;
        Readings += values;
        if (_cbor is not null)
        {
            _cbor.WriteStartMap(2 + (device is null ? 0 : 1) + (sequence is null ? 0 : 1));
            if (device is not null) Pair("device", device);
            _cbor.WriteTextString("ts");
            _cbor.WriteInt64(at);
            if (sequence is { } number)
            {
                _cbor.WriteTextString("seq");
                _cbor.WriteInt64(number);
            }

            _cbor.WriteTextString("values");
            _cbor.WriteStartMap(values);
            return;
        }

        _json!.WriteStartObject();
        if (device is not null) _json.WriteString("device", device);
        _json.WriteNumber("ts", at);
        if (sequence is { } counted) _json.WriteNumber("seq", counted);
        _json.WriteStartObject("values");
    }

    public void Value(string metric, double value)
    {
        if (_cbor is not null)
        {
            _cbor.WriteTextString(metric);
            _cbor.WriteDouble(value);
        }
        else
        {
            _json!.WriteNumber(metric, value);
        }
    }

    public void Value(string metric, string text)
    {
        if (_cbor is not null) Pair(metric, text);
        else _json!.WriteString(metric, text);
    }

    public void End()
    {
        if (_cbor is not null)
        {
            _cbor.WriteEndMap();
            _cbor.WriteEndMap();
        }
        else
        {
            _json!.WriteEndObject();
            _json.WriteEndObject();
        }
    }

    /// <summary>The whole message, the caller's to keep.</summary>
    public byte[] Finish()
    {
        if (_cbor is not null)
        {
            _cbor.WriteEndArray();
            return _cbor.Encode();
        }

        _json!.WriteEndArray();
        _json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    public void Dispose() => _json?.Dispose();

    private void Pair(string name, string text)
    {
        _cbor!.WriteTextString(name);
        _cbor.WriteTextString(text);
    }
}
