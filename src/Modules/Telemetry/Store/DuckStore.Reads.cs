using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Telemetry.Store;

internal sealed partial class DuckStore
{
    private const int MostInline = 64; // above it a list of literals costs more to parse than a join

    public IReadOnlyList<StoredReading> Find(IReadOnlyList<(int Series, long At)> asked)
    {
        if (asked.Count == 0) return [];
        var (first, last) = (asked.Min(a => a.At), asked.Max(a => a.At));
        var (low, high) = (asked.Min(a => a.Series), asked.Max(a => a.Series));
        string pairs;
        if (asked.Count <= MostInline)
        {
            pairs = "(VALUES " + string.Join(',', asked.Select(a => $"({a.Series}::INTEGER, {a.At}::BIGINT)")) + ") AS a(series, ts)";
        }
        else
        {
            Do(Writer, "DELETE FROM asked");
            using (var appender = Writer.CreateAppender("asked"))
            {
                foreach (var pair in asked)
                    appender.AppendRow(pair, static (row, p) => row.AppendValue((int?)p.Series).AppendValue((long?)p.At));
            }

            pairs = "asked AS a";
        }

        using var command = Writer.CreateCommand();
        command.CommandText = $"""
            SELECT r.series, r.ts, r.value, r.text FROM readings AS r JOIN {pairs} ON r.series = a.series AND r.ts = a.ts
            WHERE r.ts BETWEEN {first} AND {last} AND r.series BETWEEN {low} AND {high}
            """;
        using var rows = command.ExecuteReader();
        var found = new List<StoredReading>();
        while (rows.Read()) found.Add(Reading(rows));
        return found;
    }

    public void SaveLatest(IReadOnlyList<LatestCell> cells)
    {
        using var connection = Connect();
        Do(connection, "BEGIN TRANSACTION");
        Do(connection, "DELETE FROM latest");
        using (var appender = connection.CreateAppender("latest"))
        {
            foreach (var cell in cells)
            {
                appender.AppendRow(cell, static (row, c) =>
                {
                    row.AppendValue((int?)c.Reading.Series).AppendValue((long?)c.Reading.At);
                    if (c.Reading.Kind == ReadingKind.Text) row.AppendNullValue();
                    else row.AppendValue((double?)c.Reading.Number);
                    if (TextOf(c.Reading) is { } text) row.AppendValue(text);
                    else row.AppendNullValue();
                    row.AppendValue((long?)c.Arrived);
                });
            }
        }

        Do(connection, "COMMIT");
    }

    public IEnumerable<LatestCell> LoadLatest()
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();

        // Arrival never goes back, so what the snapshot has not seen arrived with or after its newest cell.
        command.CommandText = """
            WITH tail AS (
                SELECT series, ts, value, text, arrived FROM latest
                UNION ALL
                SELECT series, ts, value, text, arrived FROM readings WHERE arrived >= (SELECT coalesce(max(arrived), 0) FROM latest)),
            newest AS (SELECT series, arg_max({'ts': ts, 'value': value, 'text': text, 'arrived': arrived}, ts) AS cell FROM tail GROUP BY series)
            SELECT series, cell.ts, cell.value, cell.text, cell.arrived FROM newest
            """;
        using var rows = command.ExecuteReader();
        while (rows.Read()) yield return new(Reading(rows), rows.GetInt64(4));
    }

    public IEnumerable<LatestCell> LoadSequenced(long arrivedSince, int most)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"""
            SELECT * FROM (
                SELECT series, ts, value, text, arrived, seq FROM readings
                WHERE arrived >= {arrivedSince} AND seq IS NOT NULL ORDER BY arrived DESC LIMIT {most})
            ORDER BY arrived
            """);
        using var rows = command.ExecuteReader();
        while (rows.Read()) yield return new(Reading(rows, sequenceColumn: 5), rows.GetInt64(4));
    }

    public async Task<IReadOnlyList<SeriesPoint>> ReadAsync(
        IReadOnlyList<int> series, long from, long to, long bucketMilliseconds, Aggregate aggregate, int most, CancellationToken ct)
    {
        if (series.Count == 0) return [];
        await _readers.WaitAsync(ct);
        try
        {
            // DuckDB computes on the calling thread; a page's thread must stay free to leave.
            return await Task.Run(() => Read(SqlOf(series, from, to, bucketMilliseconds, aggregate, most), aggregate, ct), ct);
        }
        finally
        {
            _readers.Release();
        }
    }

    private List<SeriesPoint> Read(string sql, Aggregate aggregate, CancellationToken ct)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        using var leaving = ct.Register(static c => ((DuckDBCommand)c!).Cancel(), command);
        command.CommandText = sql;
        try
        {
            using var rows = command.ExecuteReader();
            var points = new List<SeriesPoint>();
            while (rows.Read())
            {
                points.Add(new(
                    DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(0)), Number(rows, 1), Number(rows, 2), Number(rows, 3), rows.GetInt64(4),
                    rows.IsDBNull(5) ? null : rows.GetString(5)));
            }

            ct.ThrowIfCancellationRequested();
            return points;
        }
        catch (DuckDBException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
    }

    private static double? Number(DuckDBDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    private static string SqlOf(IReadOnlyList<int> series, long from, long to, long bucket, Aggregate aggregate, int most)
    {
        var sql = new StringBuilder();
        var where = $"FROM readings WHERE series IN ({string.Join(',', series)}) AND series BETWEEN {series.Min()} AND {series.Max()} AND ts >= {from} AND ts < {to}";
        if (bucket == 0)
        {
            return sql.Append($"SELECT ts, value, value, value, 1::BIGINT, CASE WHEN value IS NULL THEN text END {where} ORDER BY ts, series LIMIT {most}").ToString();
        }

        var shown = aggregate switch
        {
            Aggregate.Minimum => "min(value)",
            Aggregate.Maximum => "max(value)",
            Aggregate.Count => "count(*)::DOUBLE",
            Aggregate.Last => "arg_max(value, ts)",
            _ => "avg(value)",
        };
        var text = aggregate == Aggregate.Last ? "arg_max(CASE WHEN value IS NULL THEN text END, ts)" : "NULL::VARCHAR";

        return sql.Append($"SELECT ts // {bucket} * {bucket} AS start, {shown}, min(value), max(value), count(*), {text} ")
            .Append($"{where} GROUP BY start ORDER BY start LIMIT {most}").ToString();
    }

    public long RemoveBefore(long before, int most)
    {
        using var connection = Connect();
        return Do(connection, $"DELETE FROM readings WHERE rowid IN (SELECT rowid FROM readings WHERE ts < {before} AND arrived < {before} LIMIT {most})");
    }
}
