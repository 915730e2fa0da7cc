using System.Buffers;
using System.Globalization;
using System.Text;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;

namespace IoTConsole.Telemetry.Store;

/// <summary>
/// Line protocol: one point a reading. The number of the series is a tag with leading noughts, so that the server's order of tags is
/// ours; a boolean is a number and a flag, so that it averages and still reads back as a boolean.
/// </summary>
internal static class InfluxLines
{
    public const string Readings = "readings";
    public const string Latest = "latest";

    public static string TagOf(int series) => series.ToString("D10", CultureInfo.InvariantCulture);

    public static void Write(ArrayBufferWriter<byte> to, StoredReading reading, long arrived) =>
        Write(to, Readings, reading, arrived, reading.At, reading.Sequence == PayloadEntry.None ? "" : string.Create(CultureInfo.InvariantCulture, $",seq={reading.Sequence}i"));

    /// <summary>The snapshot has one point a series at time nought; what its kind does not use is overwritten too.</summary>
    public static void WriteLatest(ArrayBufferWriter<byte> to, LatestCell cell) =>
        Write(to, Latest, cell.Reading, cell.Arrived, 0, string.Create(CultureInfo.InvariantCulture, $",ts={cell.Reading.At}i,kind={(int)cell.Reading.Kind}i"));

    private static void Write(ArrayBufferWriter<byte> to, string measurement, StoredReading reading, long arrived, long time, string more)
    {
        // The shortest text that reads back as the same double; the server parses it as exactly as it was written.
        var value = reading.Kind switch
        {
            ReadingKind.Number => $"value={reading.Number.ToString("R", CultureInfo.InvariantCulture)},",
            ReadingKind.Boolean => reading.Number > 0.5 ? "value=1,flag=true," : "value=0,flag=false,",
            _ => $"text=\"{Escaped(reading.Text!)}\",",
        };
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{measurement},series={TagOf(reading.Series)} {value}arrived={arrived}i{more} {time}\n"), to);
    }

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
