using System.Buffers.Binary;
using System.IO.Compression;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Telemetry.Plans;

/// <summary>PNG (W3C, third edition): only the pieces that make the picture are kept, and its pixels must be exactly as many as it says.</summary>
internal static class PngPlan
{
    private static readonly byte[] _signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly HashSet<string> _kept = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "sRGB"];

    // Adam7: first column, first row, step to the right, step down.
    private static readonly (int X, int Y, int StepX, int StepY)[] _passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.StartsWith(_signature);

    public static Result<PlanFile.Drawing> Read(byte[] bytes)
    {
        using var kept = new MemoryStream(bytes.Length);
        using var pixels = new MemoryStream(bytes.Length);
        kept.Write(_signature);
        byte[]? header = null;
        var ended = false;
        for (var at = _signature.Length; at + 12 <= bytes.Length && !ended;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
            if (length > (uint)(bytes.Length - at - 12)) return TelemetryProblems.BrokenPlan;
            var name = System.Text.Encoding.ASCII.GetString(bytes, at + 4, 4);
            var data = bytes.AsSpan(at + 8, (int)length);
            if (header is null && (name != "IHDR" || length != 13)) return TelemetryProblems.BrokenPlan;
            if (name == "IHDR") header ??= data.ToArray();
            if (name == "IDAT") pixels.Write(data);
            ended = name == "IEND";
            if (_kept.Contains(name)) kept.Write(bytes, at, (int)length + 12);
            at += (int)length + 12;
        }

        if (header is null || !ended) return TelemetryProblems.BrokenPlan;
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)));
        if (!PlanFile.FitsRaster(width, height)) return TelemetryProblems.TooManyPixels;
        var channels = header[9] switch { 0 or 3 => 1, 2 => 3, 4 => 2, 6 => 4, _ => 0 };
        if (channels == 0 || header[8] is not (1 or 2 or 4 or 8 or 16)) return TelemetryProblems.BrokenPlan;
        pixels.Position = 0;
        return Inflates(pixels, BytesOf(width, height, channels * header[8], header[12] == 1))
            ? new PlanFile.Drawing("image/png", kept.ToArray(), width, height)
            : TelemetryProblems.BrokenPlan;
    }

    private static long BytesOf(long width, long height, int bits, bool interlaced)
    {
        if (!interlaced) return height * (1 + ((width * bits + 7) / 8));
        long sum = 0;
        foreach (var (x, y, stepX, stepY) in _passes)
        {
            var (columns, rows) = ((width - x + stepX - 1) / stepX, (height - y + stepY - 1) / stepY);
            if (columns > 0 && rows > 0) sum += rows * (1 + ((columns * bits + 7) / 8));
        }

        return sum;
    }

    // Stops one byte after what was announced: a bomb is found out without being unpacked.
    private static bool Inflates(Stream pixels, long expected)
    {
        try
        {
            using var inflated = new ZLibStream(pixels, CompressionMode.Decompress);
            var buffer = new byte[64 * 1024];
            long sum = 0;
            while (sum <= expected && inflated.Read(buffer) is > 0 and var read) sum += read;
            return sum == expected;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
