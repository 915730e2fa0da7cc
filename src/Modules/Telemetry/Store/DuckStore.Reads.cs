using DuckDB.NET.Data;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Days;

namespace IoTConsole.Telemetry.Store;

internal sealed partial class DuckStore
{
    public Task<IReadOnlyList<StoredReading>> ReadAsync(IReadOnlyList<int> series, long from, long to, int most, CancellationToken ct) => series.Count == 0 || to <= from
        ? Task.FromResult<IReadOnlyList<StoredReading>>([])
        : LookAsync<IReadOnlyList<StoredReading>>((connection, stop) => Read(connection, series, from, to, most, stop), ct);

    private List<StoredReading> Read(DuckDBConnection connection, IReadOnlyList<int> series, long from, long to, int most, CancellationToken ct)
    {
        var recent = Rows(connection, $"SELECT series, ts, value, text, seq {Where(series, from, to)} ORDER BY ts, series LIMIT {most}", static r => Reading(r, sequenceColumn: 4), ct);
        var (found, taken, run) = (new List<StoredReading>(), 0, new Run());

        // Day by day, and no further than what was asked for.
        foreach (var day in Detail(connection, from, to).GroupBy(v => v.Day))
        {
            ct.ThrowIfCancellationRequested();
            while (taken < recent.Count && recent[taken].At < day.Key) found.Add(recent[taken++]);
            if (found.Count >= most) break;
            foreach (var (file, place) in Places(day, series))
            {
                file.Read(place, run);
                for (var i = run.IndexOf(from); i < run.Count && run.At[i] < to; i++) found.Add(run.Reading(i));
            }
        }

        while (taken < recent.Count) found.Add(recent[taken++]);
        found.Sort(static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Series.CompareTo(b.Series));
        if (found.Count > most) found.RemoveRange(most, found.Count - most);
        return found;
    }

    public Task<IReadOnlyList<Bucket>> ReadBucketsAsync(BucketAsk ask, CancellationToken ct) => ask.Series.Count == 0 || ask.To <= ask.From
        ? Task.FromResult<IReadOnlyList<Bucket>>([])
        : LookAsync<IReadOnlyList<Bucket>>((connection, stop) => ReadBuckets(connection, ask, stop), ct);

    private List<Bucket> ReadBuckets(DuckDBConnection connection, BucketAsk ask, CancellationToken ct)
    {
        var (buckets, volumes) = (new BucketSums(ask), Catalogue(connection, ask.From, ask.To));
        var hourly = ask.Width % Hour.Length == 0 && volumes.Any(v => v.Kind == ShelfKind.Hours);
        var touched = hourly ? Rows(connection, $"SELECT DISTINCT ts // {Shelf.DayLength} * {Shelf.DayLength} {Where(ask.Series, ask.From, ask.To)}", static r => r.GetInt64(0), ct).ToHashSet() : [];
        buckets.AddRecent(connection, Where(ask.Series, ask.From, ask.To), ct);
        var run = new Run();
        foreach (var day in volumes.GroupBy(v => v.Day))
        {
            ct.ThrowIfCancellationRequested();
            if (buckets.HaveEnoughBefore(day.Key)) break;
            var detail = day.Where(v => v.Kind != ShelfKind.Hours).ToList();
            var hours = day.Where(v => v.Kind == ShelfKind.Hours).ToList();

            // Hours say the same as their readings, unless some came later or only a part of an hour is asked for.
            var whole = hours.Count > 0 && detail.All(v => v.Kind == ShelfKind.Closed) && hourly && !touched.Contains(day.Key) && buckets.HasWholeHoursOf(day.Key);
            if (detail.Count > 0 && !whole)
            {
                foreach (var (file, place) in Places(detail, ask.Series))
                {
                    file.Read(place, run);
                    buckets.Add(run);
                }
            }
            else if (ask.Width % Hour.Length == 0)
            {
                foreach (var (file, place) in Places(hours, ask.Series)) AddHours(buckets, detail, place.Series, file.ReadHours(place));
            }
        }

        return buckets.Oldest();
    }

    // Hours do not keep words.
    private void AddHours(BucketSums buckets, List<Volume> detail, int series, List<Hour> hours)
    {
        if (detail.Count == 0 || hours.TrueForAll(h => h.Count == h.Numbers))
        {
            buckets.Add(series, hours);
            return;
        }

        var run = new Run();
        foreach (var (file, place) in Places(detail, [series]))
        {
            file.Read(place, run);
            buckets.Add(run);
        }
    }

    private static IEnumerable<Volume> Detail(DuckDBConnection connection, long from, long to) => Catalogue(connection, from, to).Where(v => v.Kind != ShelfKind.Hours);

    private IEnumerable<(DayFile File, Place Place)> Places(IEnumerable<Volume> volumes, IReadOnlyList<int> series)
    {
        foreach (var volume in volumes)
        {
            var file = _shelf.Open(volume);
            foreach (var one in series)
                if (file.TryFind(one, out var place)) yield return (file, place);
        }
    }

    private static string Where(IReadOnlyList<int> series, long from, long to) =>
        $"FROM readings WHERE series IN ({string.Join(',', series)}) AND series BETWEEN {series.Min()} AND {series.Max()} AND ts >= {from} AND ts < {to}";

    /// <summary>Recent readings and the catalogue of one moment; asked again when a file of it was replaced meanwhile.</summary>
    private async Task<T> LookAsync<T>(Func<DuckDBConnection, CancellationToken, T> look, CancellationToken ct)
    {
        await _readers.WaitAsync(ct);
        try
        {
            // DuckDB computes on the calling thread; a page's thread must stay free to leave.
            return await Task.Run(() => Look(look, ct), ct);
        }
        finally
        {
            _readers.Release();
        }
    }

    private T Look<T>(Func<DuckDBConnection, CancellationToken, T> look, CancellationToken ct)
    {
        using var connection = Connect();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                Do(connection, "BEGIN TRANSACTION");
                var seen = look(connection, ct);
                Do(connection, "COMMIT");
                ct.ThrowIfCancellationRequested();
                return seen;
            }
            catch (DuckDBException) when (ct.IsCancellationRequested)
            {
                throw new OperationCanceledException(ct);
            }
            catch (Exception replaced) when (replaced is FileNotFoundException or ObjectDisposedException)
            {
                Do(connection, "ROLLBACK");
            }
        }
    }

    private static List<T> Rows<T>(DuckDBConnection connection, string sql, Func<DuckDBDataReader, T> row, CancellationToken ct)
    {
        using var command = connection.CreateCommand();
        using var leaving = ct.Register(static c => ((DuckDBCommand)c!).Cancel(), command);
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var found = new List<T>();
        while (rows.Read()) found.Add(row(rows));
        return found;
    }
}
