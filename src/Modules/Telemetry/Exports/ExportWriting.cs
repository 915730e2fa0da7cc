using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using IoTConsole.Telemetry.Contracts;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace IoTConsole.Telemetry.Exports;

/// <summary>Lines into a file, as they come: never all of them in memory.</summary>
internal static class ExportWriting
{
    /// <summary>Rows of a sheet, its head not counted.</summary>
    public const int MostOfSheet = 1_048_575;

    public static Task WriteAsync(ExportFormat format, IAsyncEnumerable<ExportLine> lines, string file, CancellationToken ct) => format switch
    {
        ExportFormat.Csv => WriteCsvAsync(lines, file, ct),
        ExportFormat.Xlsx => Task.Run(() => WriteXlsx(lines, file, ct), ct),
        _ => WriteParquetAsync(lines, file, ct),
    };

    private static async Task WriteCsvAsync(IAsyncEnumerable<ExportLine> lines, string file, CancellationToken ct)
    {
        await using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 16);
        await writer.WriteAsync(string.Join(',', ExportLine.Columns) + "\r\n");
        var row = new StringBuilder();
        await foreach (var line in lines.WithCancellation(ct))
        {
            row.Clear().Append(ExportLine.Moment(line.At));
            foreach (var text in new[] { line.DeviceId, line.Device, line.Site, line.Metric, line.Unit ?? "" }) row.Append(',').Append(Cell(text));
            row.Append(',').Append(line.Value.Kind switch
            {
                ReadingKind.Number => line.Value.Number.ToString("R", CultureInfo.InvariantCulture),
                ReadingKind.Boolean => line.Value.Number > 0.5 ? "true" : "false",
                _ => Cell(line.Value.Text!),
            });
            await writer.WriteAsync(row.Append(',').Append(ExportLine.Moment(line.Arrived)).Append("\r\n"), ct);
        }
    }

    public static string Cell(string text)
    {
        var safe = ExportLine.Harmless(text);
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static void WriteXlsx(IAsyncEnumerable<ExportLine> lines, string file, CancellationToken ct)
    {
        using var stream = File.Create(file);
        var settings = new OpenXmlConfiguration { AutoFilter = false, TableStyles = TableStyles.None, FastMode = true };
        stream.SaveAs(Rows(lines, ct), sheetName: "Readings", configuration: settings);
    }

    private static IEnumerable<Dictionary<string, object?>> Rows(IAsyncEnumerable<ExportLine> lines, CancellationToken ct)
    {
        foreach (var line in lines.ToBlockingEnumerable(ct))
        {
            object value = line.Value.Kind switch
            {
                ReadingKind.Number => line.Value.Number,
                ReadingKind.Boolean => line.Value.Number > 0.5,
                _ => ExportLine.Harmless(line.Value.Text!),
            };
            object?[] cells =
            [
                ExportLine.Moment(line.At), ExportLine.Harmless(line.DeviceId), ExportLine.Harmless(line.Device), ExportLine.Harmless(line.Site), line.Metric, line.Unit, value,
                ExportLine.Moment(line.Arrived),
            ];
            yield return ExportLine.Columns.Zip(cells).ToDictionary(c => c.First, c => c.Second);
        }
    }

    // A table of its own on disk first: COPY writes a whole table, and memory stays bounded.
    private static async Task WriteParquetAsync(IAsyncEnumerable<ExportLine> lines, string file, CancellationToken ct)
    {
        var staging = file + ".duckdb";
        File.Delete(staging);
        try
        {
            await using var connection = new DuckDBConnection($"Data Source={staging}");
            connection.Open();
            Do(connection, "SET memory_limit = '256MB'");
            Do(connection, "SET threads = 1");
            Do(connection, "CREATE TABLE lines (time TIMESTAMP_MS, device_id VARCHAR, device VARCHAR, site VARCHAR, metric VARCHAR, unit VARCHAR, value DOUBLE, text VARCHAR, flag BOOLEAN, arrived TIMESTAMP_MS)");
            using (var appender = connection.CreateAppender("lines"))
            {
                await foreach (var line in lines.WithCancellation(ct)) appender.AppendRow(line, Append);
            }

            Do(connection, $"""
                COPY (SELECT (time::TIMESTAMP AT TIME ZONE 'UTC') AS time, * EXCLUDE (time, arrived), (arrived::TIMESTAMP AT TIME ZONE 'UTC') AS arrived FROM lines)
                TO '{file.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet, COMPRESSION zstd)
                """);
        }
        finally
        {
            File.Delete(staging);
            File.Delete(staging + ".wal");
        }
    }

    private static void Append(IDuckDBAppenderRow row, ExportLine line)
    {
        row.AppendValue(line.At.UtcDateTime).AppendValue(line.DeviceId).AppendValue(line.Device).AppendValue(line.Site).AppendValue(line.Metric);
        if (line.Unit is { } unit) row.AppendValue(unit);
        else row.AppendNullValue();
        if (line.Value.Kind == ReadingKind.Number) row.AppendValue((double?)line.Value.Number).AppendNullValue().AppendNullValue();
        else if (line.Value.Kind == ReadingKind.Text) row.AppendNullValue().AppendValue(line.Value.Text!).AppendNullValue();
        else row.AppendNullValue().AppendNullValue().AppendValue((bool?)(line.Value.Number > 0.5));
        row.AppendValue(line.Arrived.UtcDateTime);
    }

    public static void Do(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
