using System.IO.Compression;
using System.Text.Json;

namespace IoTConsole.Infrastructure.Bulk;

/// <summary>Some hundred things in one column: a blob a chunk instead of a row a thing.</summary>
internal static class Packed
{
    public static byte[] Of<T>(IReadOnlyList<T> things)
    {
        using var buffer = new MemoryStream();
        using (var squeeze = new BrotliStream(buffer, CompressionLevel.Fastest)) JsonSerializer.Serialize(squeeze, things);
        return buffer.ToArray();
    }

    public static IReadOnlyList<T> Read<T>(byte[]? packed)
    {
        if (packed is null or []) return [];
        using var open = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<List<T>>(open) ?? [];
    }
}
