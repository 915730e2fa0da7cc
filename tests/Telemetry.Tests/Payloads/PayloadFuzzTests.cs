using System.Buffers;
using System.Formats.Cbor;
using System.Globalization;
using System.Text;
using IoTConsole.Telemetry.Payloads;

namespace IoTConsole.Telemetry.Tests.Payloads;

/// <summary>
/// Messages that were whole once, cut, spliced, inflated and flipped. What leads to an answer not seen before is mutated further, so the
/// search goes where the decoders decide. <c>IOTCONSOLE_TEST_FUZZ=5000000</c> makes it longer, <c>IOTCONSOLE_TEST_SEED</c> repeats one.
/// </summary>
public class PayloadFuzzTests
{
    private const long Now = 1_772_442_000_000;
    private const int Longest = 8 * 1024;
    private static readonly int _seed = Number("IOTCONSOLE_TEST_SEED", Environment.TickCount & 0xffff);
    private readonly Random _chance = new(_seed);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_arrives_is_answered_within_bounded_memory(bool cbor)
    {
        var decoder = new PayloadDecoder(new NamePool());
        var payload = new Payload();
        var corpus = Seeds(cbor).ToList();
        var seen = new HashSet<string>();
        var worst = 0L;
        for (var run = 0; run < Number("IOTCONSOLE_TEST_FUZZ", 150_000); run++)
        {
            var bytes = run < corpus.Count ? corpus[run] : Mutate(corpus);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                decoder.Decode(new ReadOnlySequence<byte>(bytes), cbor ? "application/cbor" : "application/json", Now, payload);
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {_seed}, run {run}: {Convert.ToHexString(bytes)}: {fault}");
            }

            worst = Math.Max(worst, (GC.GetAllocatedBytesForCurrentThread() - before) / (bytes.Length + 1024));
            foreach (var entry in payload.Entries)
            {
                if (payload.Refusal is not null || entry.Refusal is not null) continue;
                foreach (var value in payload.ValuesOf(entry)) Assert.False(string.IsNullOrEmpty(value.Metric) || double.IsInfinity(value.Number), $"Seed {_seed}, run {run}: {Convert.ToHexString(bytes)}");
            }

            if (seen.Add(SignatureOf(payload))) corpus.Add(bytes);
        }

        Assert.True(seen.Count > 15, $"The search saw {seen.Count} kinds of answer."); // not blind
        Assert.True(worst < 200, $"A byte of a message cost {worst} bytes of memory.");
    }

    // Which refusal, of what, and how many of which kind: two messages that agree in it went the same way.
    private static string SignatureOf(Payload payload)
    {
        var signature = new StringBuilder(payload.Refusal ?? "-").Append(' ').Append(Math.Min(payload.Entries.Length, 4));
        foreach (var entry in payload.Entries[..Math.Min(4, payload.Entries.Length)])
        {
            signature.Append('|').Append(entry.Refusal).Append(entry.Sequence >= 0).Append(entry.Epoch >= 0).Append(entry.At == Now);
            foreach (var value in payload.ValuesOf(entry)[..Math.Min(4, payload.ValuesOf(entry).Length)]) signature.Append(value.Kind.ToString()[0]);
        }

        return signature.ToString();
    }

    private byte[] Mutate(List<byte[]> corpus)
    {
        var bytes = corpus[_chance.Next(corpus.Count)].ToList();
        for (var times = _chance.Next(1, 6); times > 0; times--)
        {
            var at = _chance.Next(bytes.Count + 1);
            var other = corpus[_chance.Next(corpus.Count)];
            switch (_chance.Next(8))
            {
                case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << _chance.Next(8)); break;
                case 1 when at < bytes.Count: bytes[at] = (byte)_chance.Next(256); break;
                case 2: bytes.RemoveRange(at, Math.Min(_chance.Next(1, 20), bytes.Count - at)); break;
                case 3: bytes.RemoveRange(at, bytes.Count - at); break;
                case 4: bytes.InsertRange(at, other.Skip(_chance.Next(other.Length)).Take(_chance.Next(1, 60))); break;
                case 5: bytes.InsertRange(at, Enumerable.Repeat((byte)"[{\"9,:\x9f\xbf\x5f\x7f\x9b\xff"[_chance.Next(12)], _chance.Next(1, 200))); break;
                case 6: bytes.InsertRange(at, Enumerable.Range(0, 9).Select(_ => (byte)_chance.Next(256))); break;
                default: if (at < bytes.Count) bytes.InsertRange(at, bytes.GetRange(at, Math.Min(_chance.Next(1, 100), bytes.Count - at))); break;
            }
        }

        return bytes.Take(Longest).ToArray();
    }

    private static IEnumerable<byte[]> Seeds(bool cbor)
    {
        string[] texts =
        [
            """{"ts":1772441999000,"seq":7,"values":{"temperature":21.5,"open":true,"state":"on","none":null}}""",
            """[{"device":"child-1","ts":1772441999000,"epoch":3,"seq":1,"values":{"a":-1e-3}},{"device":"child-2","values":{"b":9007199254740993}}]""",
            """{"values":{"h\u00e9":1,"x":1e308,"y":1e309},"extra":{"deep":[[[1,2],{"a":[]}]]}}""",
        ];
        if (!cbor) return texts.Select(Encoding.UTF8.GetBytes);
        return new[] { 1, 3 }.Select(entries =>
        {
            var writer = new CborWriter();
            writer.WriteStartArray(entries);
            for (var i = 0; i < entries; i++)
            {
                writer.WriteStartMap(4);
                writer.WriteTextString("device");
                writer.WriteTextString($"child-{i}");
                writer.WriteTextString("ts");
                writer.WriteInt64(Now - i);
                writer.WriteTextString("seq");
                writer.WriteUInt64(ulong.MaxValue - (ulong)i);
                writer.WriteTextString("values");
                writer.WriteStartMap(null);
                writer.WriteTextString("t");
                writer.WriteHalf((Half)1.5);
                writer.WriteTextString("u");
                writer.WriteDouble(-2.25);
                writer.WriteTextString("v");
                writer.WriteBoolean(true);
                writer.WriteTextString("w");
                writer.WriteTextString("word");
                writer.WriteEndMap();
                writer.WriteEndMap();
            }

            writer.WriteEndArray();
            return writer.Encode();
        }).Append([0xA1, 0x66, 0x76, 0x61, 0x6C, 0x75, 0x65, 0x73, 0xA1, 0x61, 0x61, 0xFA, 0x41, 0xAC, 0x00, 0x00]);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given) ? given : otherwise;
}
