using DuckDB.NET.Data;
using IoTConsole.Telemetry.Days;

namespace IoTConsole.Telemetry.Store;

internal sealed partial class DuckStore
{
    /// <summary>What arrived within it stays in the file: sequence numbers are looked for there, and most late readings have come.</summary>
    private static readonly TimeSpan _recent = TimeSpan.FromHours(1);

    // A part is bounded so that a step is short; below the least, readings of a day wait for company, but not longer than a day.
    private const int MostAPart = 2_000_000;
    private static readonly TimeSpan _longestWait = TimeSpan.FromHours(24);

    public async Task<long> SettleAsync(DateTimeOffset now, CancellationToken ct)
    {
        await _upkeep.WaitAsync(ct);
        try
        {
            _shelf.Settle();
            return await Task.Run(() => Settle(now, ct), ct);
        }
        finally
        {
            _upkeep.Release();
        }
    }

    private long Settle(DateTimeOffset now, CancellationToken ct)
    {
        using var connection = Connect();
        var settled = (now - _recent).ToUnixTimeMilliseconds();
        var volumes = Catalogue(connection);
        var waiting = Rows(
            connection,
            $"SELECT ts // {Shelf.DayLength} * {Shelf.DayLength} AS day, count(*), min(arrived) FROM readings WHERE arrived <= {settled} GROUP BY day ORDER BY day",
            static r => (Day: r.GetInt64(0), Count: r.GetInt64(1), Oldest: r.GetInt64(2)), ct);
        foreach (var (day, count, oldest) in waiting)
        {
            var there = volumes.Where(v => v.Day == day && v.Kind == ShelfKind.Closed).Sum(v => v.Rows);
            var over = IsOver(day, settled);
            var worthwhile = count >= MostAPart || oldest < settled - _longestWait.TotalMilliseconds || (over && count * 50 >= there);
            if (worthwhile) return WritePart(connection, day, settled, ct);
        }

        foreach (var day in volumes.GroupBy(v => v.Day).Where(d => IsOver(d.Key, settled) && d.Any(v => v.Kind == ShelfKind.Part) && _room.Has(d.Sum(v => v.Bytes) * 5 / 4)))
            return Merge(connection, day.Key, [.. day], ct);
        return 0;
    }

    private static bool IsOver(long day, long settled) => day + Shelf.DayLength <= settled;

    /// <summary>Readings of one day that arrived first, from the file to the shelf.</summary>
    private long WritePart(DuckDBConnection connection, long day, long settled, CancellationToken ct)
    {
        var which = $"ts >= {day} AND ts < {day + Shelf.DayLength} AND arrived <= {settled}";
        var name = _shelf.NewName(day, ShelfKind.Part);

        // One transaction: what is deleted is exactly what was read, whatever is appended or imported meanwhile.
        Do(connection, "BEGIN TRANSACTION");
        try
        {
            var beyond = Rows(connection, $"SELECT arrived FROM readings WHERE {which} ORDER BY arrived LIMIT 1 OFFSET {MostAPart}", static r => r.GetInt64(0), ct);
            if (beyond.Count > 0) which += $" AND arrived <= {beyond[0]}";
            var written = Write(connection, which, name, day, ct);
            Reached("part written");
            Record(connection, name, ShelfKind.Part, written);
            var removed = Do(connection, $"DELETE FROM readings WHERE {which}");
            if (removed != written.Rows) throw new InvalidOperationException($"{written.Rows} readings were written and {removed} would be removed.");
            Do(connection, "COMMIT");
            Reached("part recorded");
            return written.Rows;
        }
        catch
        {
            Undo(connection, name);
            throw;
        }
    }

    private (long Day, long Rows, long Bytes, long Newest) Write(DuckDBConnection connection, string which, string name, long day, CancellationToken ct)
    {
        using var writer = new DayFileWriter(_shelf.PathOf(name), day);
        using var command = connection.CreateCommand();
        using var leaving = ct.Register(static c => ((DuckDBCommand)c!).Cancel(), command);
        command.CommandText = $"SELECT series, ts, value, text, seq, arrived FROM readings WHERE {which} ORDER BY series, ts, arrived";
        command.UseStreamingMode = true;
        using var rows = command.ExecuteReader();
        var run = new Run();
        while (rows.Read())
        {
            var kept = new KeptReading(Reading(rows, sequenceColumn: 4), rows.GetInt64(5));
            if (kept.Reading.Series != run.Series)
            {
                ct.ThrowIfCancellationRequested();
                writer.Add(run);
                run.Begin(kept.Reading.Series);
            }

            run.Add(kept);
        }

        writer.Add(run);
        var (count, bytes) = writer.Finish();
        return (day, count, bytes, writer.Newest);
    }

    private static void Record(DuckDBConnection connection, string name, ShelfKind kind, (long Day, long Rows, long Bytes, long Newest) written) =>
        Do(connection, $"INSERT INTO shelf VALUES ('{name}', {written.Day}, {(byte)kind}, {written.Rows}, {written.Bytes}, {written.Newest})");

    // Nothing happened. If the commit reached the disk all the same, the file must stay: only the catalogue can tell.
    private void Undo(DuckDBConnection connection, string name)
    {
        try
        {
            Do(connection, "ROLLBACK");
        }
        catch (DuckDBException)
        {
            // It was over already.
        }

        using var fresh = Connect();
        if (Catalogue(fresh).TrueForAll(v => v.File != name)) File.Delete(_shelf.PathOf(name));
    }
}
