using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Telemetry.Plans;

/// <summary>Tells what was uploaded by its first bytes, never by its name, and hands on what is left of it when all that could harm is gone.</summary>
internal static class PlanFile
{
    public const int MostBytes = 8 * 1024 * 1024;
    public const int MostSvgBytes = 2 * 1024 * 1024;

    /// <summary>Pixels of a raster: what a phone can still show.</summary>
    public const long MostPixels = 40_000_000;

    public const int LongestEdge = 10_000;

    internal sealed record Drawing(string MediaType, byte[] Content, double Width, double Height);

    public static Result<Drawing> Read(byte[] bytes)
    {
        if (bytes.Length > MostBytes) return TelemetryProblems.PlanTooBig(MostBytes / 1024 / 1024);
        var drawing = PngPlan.Is(bytes) ? PngPlan.Read(bytes) : JpegPlan.Is(bytes) ? JpegPlan.Read(bytes) : SvgPlan.Is(bytes) ? SvgOf(bytes) : TelemetryProblems.NotAPlan;
        if (!drawing.Succeeded) return drawing;
        var (width, height) = (drawing.Value.Width, drawing.Value.Height);
        return width is > 0 and < double.PositiveInfinity && height is > 0 and < double.PositiveInfinity && width / height is > 0.05 and < 20 ? drawing : TelemetryProblems.BrokenPlan;
    }

    public static bool FitsRaster(long width, long height) => width is > 0 and <= LongestEdge && height is > 0 and <= LongestEdge && width * height <= MostPixels;

    private static Result<Drawing> SvgOf(byte[] bytes) => bytes.Length > MostSvgBytes ? TelemetryProblems.PlanTooBig(MostSvgBytes / 1024 / 1024) : SvgPlan.Read(bytes);
}
