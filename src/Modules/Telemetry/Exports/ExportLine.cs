using System.Globalization;
using System.Runtime.InteropServices;
using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Telemetry.Exports;

/// <summary>One reading as a file says it.</summary>
/// <param name="At">Event time, with the offset of its site.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ExportLine(
    DateTimeOffset At, string DeviceId, string Device, string Site, string Metric, string? Unit, ReadingValue Value, DateTimeOffset Arrived)
{
    public static readonly string[] Columns = ["time", "device_id", "device", "site", "metric", "unit", "value", "arrived"];

    public static string Moment(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    /// <summary>Text that begins like a formula would be run by a spreadsheet; the apostrophe makes it text.</summary>
    public static string Harmless(string text) => text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
}
