using System.Buffers.Binary;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Telemetry.Plans;

/// <summary>JPEG (ITU-T T.81, annex B): the size is read from its frame, and what cameras and programs write beside the picture is left out.</summary>
internal static class JpegPlan
{
    public static bool Is(ReadOnlySpan<byte> bytes) => bytes is [0xFF, 0xD8, 0xFF, ..];

    public static Result<PlanFile.Drawing> Read(byte[] bytes)
    {
        using var kept = new MemoryStream(bytes.Length);
        kept.Write(bytes, 0, 2);
        var (width, height) = (0, 0);
        for (var at = 2; at + 4 <= bytes.Length && bytes[at] == 0xFF;)
        {
            var marker = bytes[at + 1];
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 2));
            if (length < 2 || at + 2 + length > bytes.Length) return TelemetryProblems.BrokenPlan;
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (length < 8 || width != 0) return TelemetryProblems.BrokenPlan;
                (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 5)), BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 7)));
            }

            if (marker == 0xDA) return Ended(bytes, at, kept, width, height);

            // E0 and EE say how colours are meant; the others, and comments, carry places, names and thumbnails.
            if (marker is not (>= 0xE1 and <= 0xED or 0xEF or 0xFE)) kept.Write(bytes, at, length + 2);
            at += length + 2;
        }

        return TelemetryProblems.BrokenPlan;
    }

    private static Result<PlanFile.Drawing> Ended(byte[] bytes, int scan, MemoryStream kept, int width, int height)
    {
        var end = bytes.AsSpan(scan).LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]);
        if (end < 0 || width == 0) return TelemetryProblems.BrokenPlan;
        if (!PlanFile.FitsRaster(width, height)) return TelemetryProblems.TooManyPixels;
        kept.Write(bytes, scan, end + 2);
        return new PlanFile.Drawing("image/jpeg", kept.ToArray(), width, height);
    }
}
