using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using IoTConsole.Infrastructure.Lists;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace IoTConsole.Telemetry.Exports;

/// <summary>A list into a file, row by row.</summary>
internal static class SheetWriting
{
    public static Task WriteAsync(ExportFormat format, ListSheet sheet, IAsyncEnumerable<object?[]> rows, string file, CancellationToken ct) => format switch
    {
        ExportFormat.Csv => WriteCsvAsync(sheet, rows, file, ct),
        ExportFormat.Xlsx => Task.Run(() => WriteXlsx(sheet, rows, file, ct), ct),
        _ => WriteParquetAsync(sheet, rows, file, ct),
    };

    private static async Task WriteCsvAsync(ListSheet sheet, IAsyncEnumerable<object?[]> rows, string file, CancellationToken ct)
    {
        await using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 16);
        await writer.WriteAsync(string.Join(',', sheet.Columns.Select(c => ExportWriting.Cell(c.Name))) + "\r\n");
        await foreach (var row in rows.WithCancellation(ct)) await writer.WriteAsync(string.Join(',', row.Select(Written)) + "\r\n");
    }

    private static string Written(object? value) => value switch
    {
        null => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTimeOffset at => ExportLine.Moment(at),
        _ => ExportWriting.Cell(value.ToString()!),
    };

    private static void WriteXlsx(ListSheet sheet, IAsyncEnumerable<object?[]> rows, string file, CancellationToken ct)
    {
        using var stream = File.Create(file);
        var settings = new OpenXmlConfiguration { AutoFilter = false, TableStyles = TableStyles.None, FastMode = true };
        stream.SaveAs(Lines(sheet, rows, ct), sheetName: "List", configuration: settings);
    }

    private static IEnumerable<Dictionary<string, object?>> Lines(ListSheet sheet, IAsyncEnumerable<object?[]> rows, CancellationToken ct)
    {
        foreach (var row in rows.ToBlockingEnumerable(ct))
        {
            var line = new Dictionary<string, object?>(row.Length);
            for (var i = 0; i < row.Length; i++)
                line[sheet.Columns[i].Name] = row[i] switch { DateTimeOffset at => ExportLine.Moment(at), string text => ExportLine.Harmless(text), var value => value };
            yield return line;
        }
    }

    private static async Task WriteParquetAsync(ListSheet sheet, IAsyncEnumerable<object?[]> rows, string file, CancellationToken ct)
    {
        var staging = file + ".duckdb";
        File.Delete(staging);
        try
        {
            await using var connection = new DuckDBConnection($"Data Source={staging}");
            connection.Open();
            ExportWriting.Do(connection, "SET threads = 1");
            ExportWriting.Do(connection, $"CREATE TABLE lines ({string.Join(", ", sheet.Columns.Select(c => $"{Named(c.Name)} {TypeOf(c.Kind)}"))})");
            using (var appender = connection.CreateAppender("lines"))
            {
                await foreach (var row in rows.WithCancellation(ct)) appender.AppendRow(row, Append);
            }

            ExportWriting.Do(connection, $"COPY lines TO '{file.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet, COMPRESSION zstd)");
        }
        finally
        {
            File.Delete(staging);
            File.Delete(staging + ".wal");
        }
    }

    private static void Append(IDuckDBAppenderRow line, object?[] row)
    {
        foreach (var value in row)
        {
            switch (value)
            {
                case null: line.AppendNullValue(); break;
                case double number: line.AppendValue((double?)number); break;
                case DateTimeOffset at: line.AppendValue(at.UtcDateTime); break;
                default: line.AppendValue(value.ToString()!); break;
            }
        }
    }

    private static string Named(string name) => $"\"{name.Replace("\"", "", StringComparison.Ordinal)}\"";

    private static string TypeOf(ListKind kind) => kind switch { ListKind.Number => "DOUBLE", ListKind.Moment => "TIMESTAMP_MS", _ => "VARCHAR" };
}
