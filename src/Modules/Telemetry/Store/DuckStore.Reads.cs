using System.Globalization;
using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Telemetry.Store;

internal sealed partial class DuckStore
{
    private const int MostInline = 64; // above it a list of literals costs more to parse than a join

    public Task<IReadOnlyList<StoredReading>> FindAsync(IReadOnlyList<(int Series, long At)> asked, CancellationToken ct) => Task.FromResult(Find(Writer, asked));

    private static IReadOnlyList<StoredReading> Find(DuckDBConnection connection, IReadOnlyList<(int Series, long At)> asked)
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
            Do(connection, "DELETE FROM asked");
            using (var appender = connection.CreateAppender("asked"))
            {
                foreach (var pair in asked)
                    appender.AppendRow(pair, static (row, p) => row.AppendValue((int?)p.Series).AppendValue((long?)p.At));
            }

            pairs = "asked AS a";
        }

        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT r.series, r.ts, r.value, r.text, r.seq FROM readings AS r JOIN {pairs} ON r.series = a.series AND r.ts = a.ts
            WHERE r.ts BETWEEN {first} AND {last} AND r.series BETWEEN {low} AND {high}
            """;
        using var rows = command.ExecuteReader();
        var found = new List<StoredReading>();
        while (rows.Read()) found.Add(Reading(rows, sequenceColumn: 4));
        return found;
    }

    public Task<IReadOnlyList<KeptReading>> LoadSequencedAsync(long arrivedSince, int most, CancellationToken ct)
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
        var found = new List<KeptReading>();
        while (rows.Read()) found.Add(new(Reading(rows, sequenceColumn: 5), rows.GetInt64(4)));
        return Task.FromResult<IReadOnlyList<KeptReading>>(found);
    }

    public Task<IReadOnlyList<StoredReading>> ReadAsync(IReadOnlyList<int> series, long from, long to, int most, CancellationToken ct) => series.Count == 0
        ? Task.FromResult<IReadOnlyList<StoredReading>>([])
        : ReadAsync($"SELECT series, ts, value, text, seq {Where(series, from, to)} ORDER BY ts, series LIMIT {most}", static r => Reading(r, sequenceColumn: 4), ct);

    public Task<IReadOnlyList<Bucket>> ReadBucketsAsync(BucketAsk ask, CancellationToken ct)
    {
        if (ask.Series.Count == 0) return Task.FromResult<IReadOnlyList<Bucket>>([]);
        var of = ask.EachSeries ? "series" : "0::INTEGER";
        return ReadAsync(
            $"""
            SELECT {of} AS of, ts // {ask.Width} * {ask.Width} AS start, count(*), count(value), min(value), max(value), sum(value),
                arg_min(value, ts), arg_max(value, ts), arg_max(CASE WHEN value IS NULL THEN text END, ts)
            {Where(ask.Series, ask.From, ask.To)} GROUP BY of, start ORDER BY start, of LIMIT {ask.Most}
            """,
            static r => new Bucket(
                r.GetInt32(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), Number(r, 4), Number(r, 5), Number(r, 6), Number(r, 7), Number(r, 8),
                r.IsDBNull(9) ? null : r.GetString(9)),
            ct);
    }

    private static string Where(IReadOnlyList<int> series, long from, long to) =>
        $"FROM readings WHERE series IN ({string.Join(',', series)}) AND series BETWEEN {series.Min()} AND {series.Max()} AND ts >= {from} AND ts < {to}";

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<DuckDBDataReader, T> row, CancellationToken ct)
    {
        await _readers.WaitAsync(ct);
        try
        {
            // DuckDB computes on the calling thread; a page's thread must stay free to leave.
            return await Task.Run(() => Read(sql, row, ct), ct);
        }
        finally
        {
            _readers.Release();
        }
    }

    private List<T> Read<T>(string sql, Func<DuckDBDataReader, T> row, CancellationToken ct)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        using var leaving = ct.Register(static c => ((DuckDBCommand)c!).Cancel(), command);
        command.CommandText = sql;
        try
        {
            using var rows = command.ExecuteReader();
            var found = new List<T>();
            while (rows.Read()) found.Add(row(rows));
            ct.ThrowIfCancellationRequested();
            return found;
        }
        catch (DuckDBException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
    }

    private static double? Number(DuckDBDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    public async IAsyncEnumerable<KeptReading> ScanAsync(IReadOnlyList<int>? series, long from, long to, [EnumeratorCancellation] CancellationToken ct)
    {
        const long day = 86_400_000;
        var (first, last) = (await ReadAsync($"SELECT min(ts), max(ts) FROM readings WHERE ts >= {from} AND ts < {to}", static r => r.IsDBNull(0) ? (0, -1) : (r.GetInt64(0), r.GetInt64(1)), ct))[0];
        for (var start = first / day * day; start <= last; start += day)
        {
            var (begin, end) = (Math.Max(start, from), Math.Min(start + day, to));
            var where = series is null ? $"FROM readings WHERE ts >= {begin} AND ts < {end}" : Where(series, begin, end);
            foreach (var kept in await ReadAsync($"SELECT series, ts, value, text, seq, arrived {where} ORDER BY series, ts", static r => new KeptReading(Reading(r, sequenceColumn: 4), r.GetInt64(5)), ct))
                yield return kept;
        }
    }

    public async Task<long> RemoveAsync(Expiry expiry, CancellationToken ct)
    {
        const int most = 500_000;
        using var connection = Connect();
        var expired = Expired("series", expiry.Detail, expiry.DetailOf);
        var removed = await Task.Run(() => Do(connection, $"DELETE FROM readings WHERE rowid IN (SELECT rowid FROM readings WHERE ts < {expired} AND arrived < {expired} LIMIT {most})"), ct);

        // Only a checkpoint gives the space of removed readings back.
        if (removed is > 0 and < most) await CheckpointAsync(0, ct);
        return removed;
    }

    private static string Expired(string series, long usual, IReadOnlyDictionary<int, long> others) => others.Count == 0
        ? usual.ToString(CultureInfo.InvariantCulture)
        : $"(CASE {string.Concat(others.GroupBy(o => o.Value).Select(g => $"WHEN {series} IN ({string.Join(',', g.Select(o => o.Key))}) THEN {g.Key} "))}ELSE {usual} END)";

    public async Task<StoreCheck> CheckAsync(CancellationToken ct)
    {
        var found = await ReadAsync("SELECT count(*), count(DISTINCT (series, ts)), count(value), count(text), coalesce(max(arrived), 0), coalesce(max(seq), 0) FROM readings", static r => (Rows: r.GetInt64(0), Distinct: r.GetInt64(1)), ct);
        return new(found[0].Rows, found[0].Rows == found[0].Distinct ? [] : [$"{found[0].Rows - found[0].Distinct} readings are stored twice."]);
    }
}
