using DuckDB.NET.Data;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;

namespace IoTConsole.Telemetry.Store;

/// <summary>Readings of any store as one Parquet file (zstd) that other tools open: DuckDB, pandas, Spark.</summary>
internal static class ParquetFile
{
    /// <summary>Whose a series is, for people.</summary>
    internal readonly record struct Name(string Device, string Metric, string? Unit);

    /// <param name="nameOf">Null for a series that nobody has any more: it is left out.</param>
    /// <param name="path">Written beside and put there at once when it is whole.</param>
    /// <returns>How many readings are in it.</returns>
    public static async Task<long> WriteAsync(IAsyncEnumerable<KeptReading> readings, Func<int, Name?> nameOf, string path, CancellationToken ct)
    {
        var (scratch, unfinished, count) = (path + ".scratch", path + ".unfinished", 0L);
        try
        {
            await using (var connection = new DuckDBConnection($"Data Source={scratch}"))
            {
                await connection.OpenAsync(ct);
                await DoAsync(connection, "SET memory_limit = '256MB'", ct);
                await DoAsync(connection, "SET threads = 1", ct);
                await DoAsync(connection, "CREATE TABLE r (device VARCHAR, metric VARCHAR, unit VARCHAR, ts BIGINT, value DOUBLE, text VARCHAR, arrived BIGINT, sequence BIGINT)", ct);
                using (var appender = connection.CreateAppender("r"))
                {
                    await foreach (var kept in readings.WithCancellation(ct))
                    {
                        if (nameOf(kept.Reading.Series) is not { } name) continue;
                        appender.AppendRow((kept, name), Append);
                        count++;
                    }
                }

                await DoAsync(connection, $"""
                    COPY (SELECT device, metric, unit, make_timestamptz(ts * 1000) AS "time", value, text, make_timestamptz(arrived * 1000) AS arrived, sequence FROM r)
                    TO '{unfinished.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet, COMPRESSION zstd)
                    """, ct);
            }

            File.Move(unfinished, path, overwrite: true);
            return count;
        }
        finally
        {
            foreach (var left in new[] { scratch, scratch + ".wal", unfinished }) File.Delete(left);
        }
    }

    private static void Append(IDuckDBAppenderRow row, (KeptReading Kept, Name Name) state)
    {
        var (kept, name) = state;
        row.AppendValue(name.Device).AppendValue(name.Metric).AppendValue(name.Unit).AppendValue((long?)kept.Reading.At);
        row.AppendValue(kept.Reading.Kind == ReadingKind.Text ? null : (double?)kept.Reading.Number);
        row.AppendValue(kept.Reading.Kind == ReadingKind.Boolean ? kept.Reading.Number > 0.5 ? "true" : "false" : kept.Reading.Text);
        row.AppendValue((long?)kept.Arrived).AppendValue(kept.Reading.Sequence == PayloadEntry.None ? null : (long?)kept.Reading.Sequence);
    }

    private static async Task DoAsync(DuckDBConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ct);
    }
}
