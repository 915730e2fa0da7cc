using System.Globalization;
using DuckDB.NET.Data;
using IoTConsole.Telemetry.Days;

namespace IoTConsole.Telemetry.Store;

internal sealed partial class DuckStore
{
    private const int MostRowsARemoval = 500_000;
    private const int MostFilesARemoval = 16;

    public async Task<long> RemoveAsync(Expiry expiry, CancellationToken ct)
    {
        await _upkeep.WaitAsync(ct);
        try
        {
            _shelf.Settle();
            var removed = await Task.Run(() => Remove(expiry, ct), ct);

            // Only a checkpoint gives the space of removed readings back.
            if (removed is > 0 and < MostRowsARemoval) await CheckpointAsync(0, ct);
            return removed;
        }
        finally
        {
            _upkeep.Release();
        }
    }

    private long Remove(Expiry expiry, CancellationToken ct)
    {
        using var connection = Connect();
        var expired = Expired("series", expiry.Detail, expiry.DetailOf);
        long removed = Do(connection, $"DELETE FROM readings WHERE rowid IN (SELECT rowid FROM readings WHERE ts < {expired} AND arrived < {expired} LIMIT {MostRowsARemoval})");
        var changed = 0;
        foreach (var day in Catalogue(connection).GroupBy(v => v.Day).ToList())
        {
            ct.ThrowIfCancellationRequested();
            if (changed >= MostFilesARemoval) break;
            var files = day.ToList();
            var detail = RemoveFrom(connection, [.. files.Where(v => v.Kind != ShelfKind.Hours)], expiry.Detail, expiry.DetailOf, ct);
            var hours = RemoveFrom(connection, [.. files.Where(v => v.Kind == ShelfKind.Hours)], expiry.Hourly, expiry.HourlyOf, ct);
            if (detail + hours > 0) changed++;
            removed += detail + hours;
        }

        return removed;
    }

    private long RemoveFrom(DuckDBConnection connection, List<Volume> files, long usual, IReadOnlyDictionary<int, long> others, CancellationToken ct)
    {
        var removed = 0L;
        foreach (var file in files)
        {
            bool IsPast(long until) => file.Day + Shelf.DayLength <= until && file.Newest < until;
            if (IsPast(usual) && others.Values.All(IsPast))
            {
                Replace(connection, [file], []);
                removed += file.Rows;
            }
            else if ((IsPast(usual) || others.Values.Any(IsPast)) && _shelf.Open(file).Contents().Any(p => IsPast(others.GetValueOrDefault(p.Series, usual))))
            {
                removed += Thin(connection, file, series => !IsPast(others.GetValueOrDefault(series, usual)), ct);
            }
        }

        return removed;
    }

    /// <summary>Some series of a file have expired and others have not: it is written again without them.</summary>
    private long Thin(DuckDBConnection connection, Volume old, Func<int, bool> keep, CancellationToken ct)
    {
        var name = _shelf.NewName(old.Day, old.Kind);
        try
        {
            (long Day, long Rows, long Bytes, long Newest) written;
            using (var writer = new DayFileWriter(_shelf.PathOf(name), old.Day))
            {
                var (file, run) = (_shelf.Open(old), new Run());
                foreach (var place in file.Contents().Where(p => keep(p.Series)))
                {
                    ct.ThrowIfCancellationRequested();
                    if (old.Kind == ShelfKind.Hours)
                    {
                        writer.Add(place.Series, file.ReadHours(place));
                        continue;
                    }

                    file.Read(place, run);
                    writer.Add(run);
                }

                var (rows, bytes) = writer.Finish();
                written = (old.Day, rows, bytes, old.Newest);
            }

            Reached("day written");
            Replace(connection, [old], [(name, old.Kind, written)]);
            return old.Rows - written.Rows;
        }
        catch
        {
            Undo(connection, name);
            throw;
        }
    }

    private static string Expired(string series, long usual, IReadOnlyDictionary<int, long> others) => others.Count == 0
        ? usual.ToString(CultureInfo.InvariantCulture)
        : $"(CASE {string.Concat(others.GroupBy(o => o.Value).Select(g => $"WHEN {series} IN ({string.Join(',', g.Select(o => o.Key))}) THEN {g.Key} "))}ELSE {usual} END)";
}
