using System.Buffers;
using System.Formats.Cbor;
using System.Globalization;
using System.Text;
using CsCheck;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;

namespace IoTConsole.Telemetry.Tests.Payloads;

public class PayloadDecoderTests
{
    private const long Now = 1_772_442_000_000;
    private readonly PayloadDecoder _decoder = new(new NamePool());

    [Theory]
    [InlineData("""{"ts":1772441999000,"values":{"temperature":21.5}}""")]
    [InlineData("""  [ {"values" : {"temperature": 21.5}, "ts": 1772441999000 , "other": {"a":[1,2]}} ]""")]
    public void A_reading_is_read(string json)
    {
        var payload = Decode(json);

        Assert.Null(payload.Refusal);
        var entry = Assert.Single(payload.Entries.ToArray());
        Assert.Equal((1_772_441_999_000, PayloadEntry.None, null), (entry.At, entry.Sequence, entry.Refusal));
        Assert.Equal(new PayloadValue("temperature", ReadingKind.Number, 21.5, null), Assert.Single(payload.ValuesOf(entry).ToArray()));
    }

    [Fact]
    public void An_epoch_is_read_in_JSON_and_CBOR()
    {
        Assert.Equal((7, 12), Decode("""{"epoch":7,"seq":12,"values":{"a":1}}""").Entries[0] is var json ? (json.Epoch, json.Sequence) : default);
        var writer = new CborWriter();
        writer.WriteStartMap(3);
        foreach (var (name, number) in new[] { ("epoch", 1_772_441_999L), ("seq", 12L) })
        {
            writer.WriteTextString(name);
            writer.WriteInt64(number);
        }

        writer.WriteTextString("values");
        writer.WriteStartMap(1);
        writer.WriteTextString("a");
        writer.WriteDouble(1);
        writer.WriteEndMap();
        writer.WriteEndMap();
        var cbor = new Payload();
        _decoder.Decode(new ReadOnlySequence<byte>(writer.Encode()), null, Now, cbor);
        Assert.Equal((1_772_441_999, 12), (cbor.Entries[0].Epoch, cbor.Entries[0].Sequence));
    }

    [Fact]
    public void Numbers_booleans_and_words_are_kept_and_null_means_no_value()
    {
        var payload = Decode("""{"values":{"a":-1e-3,"b":true,"c":false,"d":"h\u00e9llo","e":null}}""");

        Assert.Equal(
            [new("a", ReadingKind.Number, -0.001, null), new("b", ReadingKind.Boolean, 1, null), new("c", ReadingKind.Boolean, 0, null), new("d", ReadingKind.Text, double.NaN, "héllo")],
            payload.ValuesOf(payload.Entries[0]).ToArray());
        Assert.Equal(Now, payload.Entries[0].At);
    }

    [Theory]
    [InlineData("", RefusalReasons.Empty)]
    [InlineData("{", RefusalReasons.MalformedJson)]
    [InlineData("""{"values":{"a":1}} x""", RefusalReasons.MalformedJson)]
    [InlineData("""{"values":{"a":01}}""", RefusalReasons.MalformedJson)]
    [InlineData("""{"values":{"a":"\ud800"}}""", RefusalReasons.MalformedJson)]
    [InlineData("""[[[[[[[[[[1]]]]]]]]]]""", RefusalReasons.MalformedJson)]
    [InlineData("""{"values":{"a":NaN}}""", RefusalReasons.NotFinite)]
    [InlineData("""{"values":{"a":-Infinity}}""", RefusalReasons.NotFinite)]
    [InlineData("21.5", RefusalReasons.NotAnObject)]
    [InlineData("\"hello\"", RefusalReasons.NotAnObject)]
    [InlineData("[]", RefusalReasons.NoValues)]
    public void A_message_that_cannot_be_used_is_refused_as_a_whole(string json, string reason) => Assert.Equal(reason, Decode(json).Refusal);

    [Theory]
    [InlineData("""{"ts":1772441999000}""", RefusalReasons.NoValues)]
    [InlineData("""{"values":{}}""", RefusalReasons.NoValues)]
    [InlineData("""{"values":[1]}""", RefusalReasons.NoValues)]
    [InlineData("""{"ts":"yesterday","values":{"a":1}}""", RefusalReasons.BadTimestamp)]
    [InlineData("""{"ts":1.5,"values":{"a":1}}""", RefusalReasons.BadTimestamp)]
    [InlineData("""{"ts":1772442600001,"values":{"a":1}}""", RefusalReasons.InFuture)]
    [InlineData("""{"ts":0,"values":{"a":1}}""", RefusalReasons.TooOld)]
    [InlineData("""{"ts":946684799999,"values":{"a":1}}""", RefusalReasons.TooOld)]
    [InlineData("""{"seq":"x","values":{"a":1}}""", RefusalReasons.BadSequence)]
    [InlineData("""{"epoch":1.5,"seq":1,"values":{"a":1}}""", RefusalReasons.BadEpoch)]
    [InlineData("""{"values":{"a":1e999}}""", RefusalReasons.NotFinite)]
    [InlineData("""{"values":{"a":{"b":1}}}""", RefusalReasons.BadValue)]
    [InlineData("""{"values":{"a b":1}}""", RefusalReasons.BadMetricName)]
    [InlineData("""{"values":{"":1}}""", RefusalReasons.BadMetricName)]
    [InlineData("""{"values":{"a":"\u0000"}}""", RefusalReasons.BadText)]
    [InlineData("""{"device":"a/b","values":{"a":1}}""", RefusalReasons.BadDeviceName)]
    [InlineData("""{"device":7,"values":{"a":1}}""", RefusalReasons.BadDeviceName)]
    public void A_bad_entry_is_refused_and_its_neighbours_are_kept(string json, string reason)
    {
        var payload = Decode($$$"""[{"values":{"ok":1}},{{{json}}},{"values":{"ok":2}}]""");

        Assert.Null(payload.Refusal);
        Assert.Equal([null, reason, null], payload.Entries.ToArray().Select(e => e.Refusal));
        Assert.Equal(2, payload.ValuesOf(payload.Entries[2])[0].Number);
    }

    [Fact]
    public void Ten_minutes_ahead_is_still_a_clock_and_the_year_2000_a_date()
    {
        Assert.Null(Decode("""{"ts":1772442600000,"values":{"a":1}}""").Entries[0].Refusal);
        Assert.Null(Decode("""{"ts":946684800000,"values":{"a":1}}""").Entries[0].Refusal);
    }

    [Theory]
    [InlineData(64, null)]
    [InlineData(65, RefusalReasons.StringTooLong)]
    [InlineData(5000, RefusalReasons.StringTooLong)]
    public void Words_have_at_most_64_characters(int length, string? refusal)
    {
        var word = string.Concat(Enumerable.Repeat("\\u00e9", length));

        Assert.Equal(refusal, Decode($$$"""{"values":{"a":"{{{word}}}"}}""").Entries[0].Refusal);
        Assert.Equal(refusal, Decode(Cbor(w => w.WriteTextString(new string('é', length)))).Entries[0].Refusal);
    }

    [Fact]
    public void Entries_and_metrics_are_bounded()
    {
        var many = string.Join(',', Enumerable.Repeat("""{"values":{"a":1}}""", Payload.MostEntries));
        Assert.Null(Decode($"[{many}]").Refusal);
        Assert.Equal(RefusalReasons.TooManyEntries, Decode("[" + many + """,{"values":{"a":1}}]""").Refusal);

        var metrics = Enumerable.Range(0, 65).Select(i => $"\"m{i}\":1").ToList();
        Assert.Null(Decode("{\"values\":{" + string.Join(',', metrics.Take(64)) + "}}").Entries[0].Refusal);
        Assert.Equal(RefusalReasons.TooManyMetrics, Decode("{\"values\":{" + string.Join(',', metrics) + "}}").Entries[0].Refusal);
    }

    [Fact]
    public void Cbor_is_told_by_its_bytes_or_by_the_content_type()
    {
        var bytes = Cbor(w => w.WriteSingle(21.5f));

        Assert.Equal(21.5, Decode(bytes).ValuesOf(Decode(bytes).Entries[0])[0].Number);
        Assert.Equal(21.5, Decode(bytes, "application/cbor").ValuesOf(Decode(bytes).Entries[0])[0].Number);
        Assert.Equal(RefusalReasons.MalformedJson, Decode(bytes, "application/json").Refusal);
        Assert.Equal(RefusalReasons.NotAnObject, Decode("""{"values":{"a":1}}"""u8.ToArray(), "application/cbor").Refusal);
        Assert.Equal(RefusalReasons.MalformedCbor, Decode(bytes[..^1]).Refusal);
        Assert.Equal(RefusalReasons.MalformedCbor, Decode([.. bytes, 0x00]).Refusal);
    }

    [Fact]
    public void Cbor_values_of_every_shape()
    {
        Assert.Equal(new PayloadValue("a", ReadingKind.Number, -7, null), Only(w => w.WriteInt32(-7)));
        Assert.Equal(new PayloadValue("a", ReadingKind.Number, 1.5, null), Only(w => w.WriteHalf((Half)1.5)));
        Assert.Equal(new PayloadValue("a", ReadingKind.Boolean, 1, null), Only(w => w.WriteBoolean(true)));
        Assert.Equal(new PayloadValue("a", ReadingKind.Text, double.NaN, "on"), Only(w => w.WriteTextString("on")));
        Assert.Equal(RefusalReasons.NotFinite, Decode(Cbor(w => w.WriteDouble(double.NaN))).Entries[0].Refusal);
        Assert.Equal(RefusalReasons.NotFinite, Decode(Cbor(w => w.WriteSingle(float.PositiveInfinity))).Entries[0].Refusal);
        Assert.Equal(RefusalReasons.BadValue, Decode(Cbor(w => w.WriteByteString([1]))).Entries[0].Refusal);
    }

    [Fact]
    public void Random_bytes_are_answered_and_never_throw() => Gen.Byte.Array[0, 200].Sample(
        bytes => Decode(bytes) is { } payload && (payload.Refusal is not null || payload.EntryCount > 0), iter: 20_000);

    [Fact]
    public void A_good_message_with_one_byte_changed_is_answered_and_never_throws()
    {
        byte[][] good = ["""[{"ts":1772441999000,"seq":7,"device":"a","values":{"t":21.5,"b":true,"s":"on\n"}}]"""u8.ToArray(), Cbor(w => w.WriteDouble(2.5))];
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 200], Gen.Byte).Sample(
            (which, at, value) =>
            {
                var bytes = good[which].ToArray();
                bytes[at % bytes.Length] = value;
                var payload = Decode(bytes);
                return payload.Refusal is not null || payload.EntryCount > 0;
            },
            iter: 20_000);
    }

    [Fact]
    public void What_was_written_is_what_is_read_even_in_pieces() => Gen.Select(
        Gen.Long[946_684_800_000, Now], Gen.Long[0, long.MaxValue], Gen.Double.Where(double.IsFinite), Gen.Int[1, 40]).Sample(
        (at, sequence, number, piece) =>
        {
            var json = Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"[{{\"ts\":{at},\"seq\":{sequence},\"device\":\"s-1\",\"values\":{{\"temperature\":{number:R}}}}}]"));
            var payload = new Payload();
            _decoder.Decode(Pieces(json, piece), null, Now, payload);
            var entry = payload.Entries[0];
            return payload.Refusal is null && (entry.At, entry.Sequence, entry.Device, entry.Refusal) == (at, sequence, "s-1", null)
                && payload.ValuesOf(entry)[0].Number.Equals(number);
        });

    private PayloadValue Only(Action<CborWriter> value)
    {
        var payload = Decode(Cbor(value));
        return Assert.Single(payload.ValuesOf(payload.Entries[0]).ToArray());
    }

    private Payload Decode(string json) => Decode(Encoding.UTF8.GetBytes(json));

    private Payload Decode(byte[] bytes, string? contentType = null)
    {
        var payload = new Payload();
        _decoder.Decode(new ReadOnlySequence<byte>(bytes), contentType, Now, payload);
        return payload;
    }

    private static byte[] Cbor(Action<CborWriter> value)
    {
        var writer = new CborWriter(CborConformanceMode.Lax);
        writer.WriteStartMap(1);
        writer.WriteTextString("values");
        writer.WriteStartMap(null);
        writer.WriteTextString("a");
        value(writer);
        writer.WriteEndMap();
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static ReadOnlySequence<byte> Pieces(byte[] bytes, int size)
    {
        var first = new Piece(bytes.AsMemory(0, Math.Min(size, bytes.Length)), 0);
        var last = first;
        for (var at = size; at < bytes.Length; at += size) last = last.Then(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long at) => (Memory, RunningIndex) = (memory, at);

        public Piece Then(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
