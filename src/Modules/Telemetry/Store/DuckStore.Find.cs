using DuckDB.NET.Data;
using IoTConsole.Telemetry.Days;

namespace IoTConsole.Telemetry.Store;

internal sealed partial class DuckStore
{
    private readonly FoundRuns _found = new(); // the writer's own
    private const int MostInline = 64; // above it a list of literals costs more to parse than a join

    public Task<IReadOnlyList<StoredReading>> FindAsync(IReadOnlyList<(int Series, long At)> asked, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<StoredReading>>(Find(Writer, _found, asked));

    // Within one transaction, so that what moves from the file to the shelf meanwhile is in exactly one of them.
    private List<StoredReading> Find(DuckDBConnection connection, FoundRuns runs, IReadOnlyList<(int Series, long At)> asked)
    {
        var found = new List<StoredReading>();
        if (asked.Count == 0) return found;
        while (true)
        {
            found.Clear();
            try
            {
                Do(connection, "BEGIN TRANSACTION");
                FindRecent(connection, asked, found);
                FindSettled(runs, Catalogue(connection, asked.Min(a => a.At), asked.Max(a => a.At) + 1), asked, found);
                return found;
            }
            catch (Exception replaced) when (replaced is FileNotFoundException or ObjectDisposedException)
            {
                // The catalogue has moved on; the next look sees the new one.
            }
            finally
            {
                Do(connection, "ROLLBACK");
            }
        }
    }

    private void FindSettled(FoundRuns runs, List<Volume> volumes, IReadOnlyList<(int Series, long At)> asked, List<StoredReading> found)
    {
        foreach (var day in asked.GroupBy(a => Shelf.DayOf(a.At)))
            foreach (var volume in volumes.Where(v => v.Day == day.Key && v.Kind != ShelfKind.Hours))
            {
                var file = _shelf.Open(volume);
                foreach (var series in day.GroupBy(a => a.Series))
                {
                    var run = runs.Of(volume, file, series.Key);
                    foreach (var (_, at) in series)
                        if (FoundRuns.IndexOf(run, at) is >= 0 and var i) found.Add(run[i]);
                }
            }
    }

    private static void FindRecent(DuckDBConnection connection, IReadOnlyList<(int Series, long At)> asked, List<StoredReading> found)
    {
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
        while (rows.Read()) found.Add(Reading(rows, sequenceColumn: 4));
    }
}
