using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;

namespace IoTConsole.Telemetry.Store;

internal sealed partial class InfluxStore
{
    private const long Day = 86_400_000;
    private const long LastMoment = 9_223_372_036_000; // the server counts nanoseconds
    private const string Fields = "\"value\",\"flag\",\"text\",\"seq\",\"arrived\"";

    /// <summary>Asked hour by hour: an hour's series in one question, so that one very late reading does not make all of them wide.</summary>
    public async Task<IReadOnlyList<StoredReading>> FindAsync(IReadOnlyList<(int Series, long At)> asked, CancellationToken ct)
    {
        var wanted = asked.ToHashSet();
        var found = new List<StoredReading>();
        foreach (var hour in wanted.GroupBy(a => a.At / 3_600_000))
        {
            var question = $"SELECT {Fields} FROM readings WHERE {Within([.. hour.Select(a => a.Series).Distinct()], hour.Min(a => a.At), hour.Max(a => a.At) + 1)} GROUP BY \"series\"";
            await foreach (var kept in KeptAsync(question, ct))
                if (wanted.Contains((kept.Reading.Series, kept.Reading.At))) found.Add(kept.Reading);
        }

        return found;
    }

    public async Task<IReadOnlyList<LatestCell>> LoadLatestAsync(CancellationToken ct)
    {
        var cells = new Dictionary<int, LatestCell>();
        await foreach (var (tag, row) in _client.QueryAsync("SELECT \"value\",\"text\",\"ts\",\"kind\",\"arrived\" FROM latest GROUP BY \"series\"", ct))
        {
            var (series, kind) = (SeriesOf(tag), (ReadingKind)row[4].GetInt32());
            var number = kind == ReadingKind.Text ? double.NaN : row[1].GetDouble();
            cells[series] = new(new(series, row[3].GetInt64(), kind, number, kind == ReadingKind.Text ? row[2].GetString() : null, PayloadEntry.None), row[5].GetInt64());
        }

        await foreach (var kept in KeptAsync($"SELECT {Fields} FROM readings GROUP BY \"series\" ORDER BY time DESC LIMIT 1", ct))
        {
            var cell = new LatestCell(kept.Reading with { Sequence = PayloadEntry.None }, kept.Arrived);
            if (!cells.TryGetValue(kept.Reading.Series, out var saved) || saved.Reading.At <= cell.Reading.At) cells[kept.Reading.Series] = cell;
        }

        return [.. cells.Values];
    }

    /// <summary>Looks at event times up to two days before: the server keeps no order of arrival.</summary>
    public async Task<IReadOnlyList<KeptReading>> LoadSequencedAsync(long arrivedSince, int most, CancellationToken ct)
    {
        var found = new List<KeptReading>();
        await foreach (var kept in KeptAsync($"SELECT {Fields} FROM readings WHERE time >= {arrivedSince - (2 * Day)}ms AND \"arrived\" >= {arrivedSince} GROUP BY \"series\"", ct))
            if (kept.Reading.Sequence != PayloadEntry.None) found.Add(kept);
        return [.. found.OrderBy(k => k.Arrived).TakeLast(most)];
    }

    public async Task<IReadOnlyList<StoredReading>> ReadAsync(IReadOnlyList<int> series, long from, long to, int most, CancellationToken ct)
    {
        if (series.Count == 0) return [];
        using var turn = await TurnAsync(ct);
        var found = await ReadAsync(Within(series, from, to), $" ORDER BY time LIMIT {most}", ct);
        if (found.Count < most) return found;

        // Of those at the last moment the server chose any; ours are the ones of the least series.
        var last = found[^1].At;
        var all = await ReadAsync(Within(series, last, last + 1), "", ct);
        return [.. found.Where(r => r.At < last).Concat(all).Take(most)];
    }

    private async Task<List<StoredReading>> ReadAsync(string where, string order, CancellationToken ct)
    {
        var found = new List<StoredReading>();
        await foreach (var (_, row) in _client.QueryAsync($"SELECT {Fields},\"series\" FROM readings WHERE {where}{order}", ct)) found.Add(KeptOf(SeriesOf(row[6].GetString()), row).Reading);
        return [.. found.OrderBy(r => r.At).ThenBy(r => r.Series)];
    }

    public async Task<IReadOnlyList<Bucket>> ReadBucketsAsync(BucketAsk ask, CancellationToken ct)
    {
        if (ask.Series.Count == 0) return [];
        using var turn = await TurnAsync(ct);
        var question = $"""
            SELECT count("arrived"), count("value"), min("value"), max("value"), sum("value"), first("value"), last("value"), last("text") FROM readings
            WHERE {Within(ask.Series, ask.From, ask.To)} GROUP BY time({ask.Width}ms){(ask.EachSeries ? ",\"series\"" : "")} fill(none) LIMIT {ask.Most}
            """;
        var found = new List<Bucket>();
        await foreach (var (tag, row) in _client.QueryAsync(question.ReplaceLineEndings(" "), ct))
        {
            var numbers = row[2].ValueKind == JsonValueKind.Number ? row[2].GetInt64() : 0;
            var sum = numbers == 0 ? null : Number(row[5]);
            found.Add(new(
                tag is null ? 0 : SeriesOf(tag), row[0].GetInt64(), row[1].GetInt64(), numbers, Number(row[3]), Number(row[4]), sum, Number(row[6]), Number(row[7]), Text(row[8])));
        }

        return [.. found.OrderBy(b => b.Start).ThenBy(b => b.Series).Take(ask.Most)];
    }

    public async IAsyncEnumerable<KeptReading> ScanAsync(IReadOnlyList<int>? series, long from, long to, [EnumeratorCancellation] CancellationToken ct)
    {
        var (first, last) = await EndsAsync(series, from, to, ct);
        for (var start = first / Day * Day; start <= last; start += Day)
        {
            var where = Within(series, Math.Max(start, from), Math.Min(start + Day, to));
            await foreach (var kept in KeptAsync($"SELECT {Fields} FROM readings WHERE {where} GROUP BY \"series\"", ct)) yield return kept;
        }
    }

    /// <summary>A day a call. What arrived late has not expired: the parts between such readings are removed.</summary>
    public async Task<long> RemoveAsync(Expiry expiry, CancellationToken ct)
    {
        var latest = Math.Max(expiry.Detail, expiry.DetailOf.Count == 0 ? 0 : expiry.DetailOf.Values.Max());
        for (var (start, last) = await EndsAsync(null, 0, latest, ct); start <= last; start = (start / Day * Day) + Day)
        {
            var end = Math.Min((start / Day * Day) + Day, latest);
            var (kept, removed) = (new Dictionary<int, List<long>>(), 0L);
            await foreach (var reading in KeptAsync($"SELECT {Fields} FROM readings WHERE {Within(null, start, end)} GROUP BY \"series\"", ct))
            {
                var until = expiry.DetailOf.GetValueOrDefault(reading.Reading.Series, expiry.Detail);
                if (!kept.TryGetValue(reading.Reading.Series, out var stays)) kept[reading.Reading.Series] = stays = [];
                if (reading.Reading.At < until && reading.Arrived < until) removed++;
                else stays.Add(reading.Reading.At);
            }

            if (removed == 0) continue;
            if (kept.Values.All(k => k.Count == 0)) await _client.RemoveAsync(InfluxLines.Readings, null, start, end, ct);
            else await RemoveBetweenAsync(kept, start, end, ct);
            return removed;
        }

        return 0;
    }

    private async Task RemoveBetweenAsync(Dictionary<int, List<long>> kept, long start, long end, CancellationToken ct)
    {
        foreach (var (series, stays) in kept)
        {
            var from = start;
            foreach (var moment in stays.Order().Append(end))
            {
                if (moment > from) await _client.RemoveAsync(InfluxLines.Readings, InfluxLines.TagOf(series), from, moment, ct);
                from = moment + 1;
            }
        }
    }

    public async Task<StoreCheck> CheckAsync(CancellationToken ct)
    {
        var count = 0L;
        await foreach (var _ in ScanAsync(null, 0, long.MaxValue, ct)) count++;
        return new(count, []);
    }

    /// <summary>Counted at most every ten minutes: the server reads all it has for it.</summary>
    public async Task<StoreFigures> FiguresAsync(CancellationToken ct)
    {
        if (_figures is { } known && clock.GetElapsedTime(known.At) < TimeSpan.FromMinutes(10)) return known.Figures;
        var rows = 0L;
        await foreach (var (_, row) in _client.QueryAsync("SELECT count(\"arrived\") FROM readings", ct)) rows = row[1].GetInt64();
        var figures = new StoreFigures(rows, 0, 0);
        _figures = (clock.GetTimestamp(), figures);
        return figures;
    }

    private async Task<(long First, long Last)> EndsAsync(IReadOnlyList<int>? series, long from, long to, CancellationToken ct)
    {
        var (first, last, where) = (0L, -1L, Within(series, from, to));
        await foreach (var (_, row) in _client.QueryAsync($"SELECT first(\"arrived\") FROM readings WHERE {where}", ct)) first = row[0].GetInt64();
        await foreach (var (_, row) in _client.QueryAsync($"SELECT last(\"arrived\") FROM readings WHERE {where}", ct)) last = row[0].GetInt64();
        return (first, last);
    }

    private async IAsyncEnumerable<KeptReading> KeptAsync(string question, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var (tag, row) in _client.QueryAsync(question, ct)) yield return KeptOf(SeriesOf(tag), row);
    }

    private static KeptReading KeptOf(int series, JsonElement row)
    {
        var (value, flag, text) = (row[1], row[2], row[3]);
        var kind = value.ValueKind == JsonValueKind.Null ? ReadingKind.Text : flag.ValueKind == JsonValueKind.Null ? ReadingKind.Number : ReadingKind.Boolean;
        var sequence = row[4].ValueKind == JsonValueKind.Null ? PayloadEntry.None : row[4].GetInt64();
        return new(
            new(series, row[0].GetInt64(), kind, kind == ReadingKind.Text ? double.NaN : value.GetDouble(), kind == ReadingKind.Text ? text.GetString() : null, sequence), row[5].GetInt64());
    }

    private static string Within(IReadOnlyList<int>? series, long from, long to)
    {
        var time = string.Create(CultureInfo.InvariantCulture, $"time >= {Math.Clamp(from, 0, LastMoment)}ms AND time < {Math.Clamp(to, 0, LastMoment)}ms");
        return series is null ? time
            : series.Count == 1 ? $"{time} AND \"series\" = '{InfluxLines.TagOf(series[0])}'"
            : $"{time} AND \"series\" =~ /^({string.Join('|', series.Select(InfluxLines.TagOf))})$/";
    }

    private async Task<Turn> TurnAsync(CancellationToken ct)
    {
        await _readers.WaitAsync(ct);
        return new(_readers);
    }

    private sealed class Turn(SemaphoreSlim readers) : IDisposable
    {
        public void Dispose() => readers.Release();
    }

    private static int SeriesOf(string? tag) => int.Parse(tag!, CultureInfo.InvariantCulture);

    private static double? Number(JsonElement cell) => cell.ValueKind == JsonValueKind.Number ? cell.GetDouble() : null;

    private static string? Text(JsonElement cell) => cell.ValueKind == JsonValueKind.String ? cell.GetString() : null;
}
