using System.Buffers.Binary;
using System.Text;

namespace IoTConsole.Telemetry.Tests.Fuzz;

/// <summary>One input made from others.</summary>
internal static class Mutation
{
    private static readonly byte[][] _words =
    [
        .. new[]
        {
            "\"values\":", "\"ts\":", "\"seq\":", "\"epoch\":", "\"device\":", "NaN", "Infinity", "-Infinity", "1e999", "true", "null", "\\u0000", "\\ud800", "[{", "}]", "{}", "[]", "\ud83d\udca7",
            "metric=", "&device=", "&site=", "&tag=", "&from=", "&to=", "&bucket=", "&aggregate=", "&limit=", "&cursor=", "&group=", "temperature", "s-1", "Raw", "Average", "Device", "Merged",
            "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-03-02T08:00:00Z", "00000000-0000-0000-0000-000000000000", "9223372036854775807", "-1", "1e308", "%00", "/telemetry", "devices/",
        }.Select(Encoding.UTF8.GetBytes),
        [0x9F], [0xBF], [0xFF], [0x5F], [0x7F], [0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xF9, 0x7E, 0x00], [0xFB, 0x7F, 0xF0, 0, 0, 0, 0, 0, 0], [0xC1], [0x3B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0x23, 0x00, 0x01], [0x26, 0, 1, 97, 0, 1, 98], [0x03, 0, 1, 99], [0xFF, 0xFF, 0xFF, 0x7F], [0x00, 0x00], [0xFF, 0xFF],
    ];

    public static byte[] Of(List<byte[]> kept, Random chance, int longest)
    {
        // The newest findings are where the search goes on; the old ones are not forgotten.
        var at = chance.Next(3) == 0 && kept.Count > 8 ? kept.Count - 1 - chance.Next(8) : chance.Next(kept.Count);
        var bytes = new List<byte>(kept[at]);
        for (var times = 1 << chance.Next(0, 5); times > 0; times--) Change(bytes, kept[chance.Next(kept.Count)], chance);
        if (bytes.Count > longest) bytes.RemoveRange(longest, bytes.Count - longest);
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, byte[] other, Random chance)
    {
        var at = chance.Next(bytes.Count + 1);
        var within = at < bytes.Count;
        switch (chance.Next(11))
        {
            case 0 when within: bytes[at] ^= (byte)(1 << chance.Next(8)); break;
            case 1 when within: bytes[at] = (byte)chance.Next(256); break;
            case 2 when within: bytes[at] = (byte)(bytes[at] + chance.Next(-16, 17)); break;
            case 3: bytes.Insert(at, (byte)chance.Next(256)); break;
            case 4: bytes.RemoveRange(at, Math.Min(chance.Next(1, 20), bytes.Count - at)); break;
            case 5: bytes.RemoveRange(at, chance.Next(4) == 0 ? bytes.Count - at : 0); break;
            case 6 when other.Length > 0:
                var from = chance.Next(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + chance.Next(1, 80))]);
                break;
            case 7: bytes.InsertRange(at, _words[chance.Next(_words.Length)]); break;
            case 8 when within: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(chance.Next(1, 60), bytes.Count - at))); break;
            case 9 when at + 2 <= bytes.Count:
                Span<byte> number = stackalloc byte[2];
                BinaryPrimitives.WriteUInt16BigEndian(number, (ushort)chance.Next(0, 300));
                (bytes[at], bytes[at + 1]) = (number[0], number[1]);
                break;
            default: bytes.InsertRange(at, Enumerable.Repeat((byte)chance.Next(256), chance.Next(1, 40))); break;
        }
    }
}
