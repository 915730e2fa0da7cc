using DuckDB.NET.Data;
using IoTConsole.Telemetry.Days;

namespace IoTConsole.Telemetry.Store;

internal sealed partial class DuckStore
{
    /// <summary>All files of a day become one, with its hours beside it. Readings only move between files, so nothing else need stand still.</summary>
    private long Merge(DuckDBConnection connection, long day, List<Volume> volumes, CancellationToken ct)
    {
        var (closed, hours) = (_shelf.NewName(day, ShelfKind.Closed), _shelf.NewName(day, ShelfKind.Hours));
        try
        {
            var (written, hourly) = WriteDay(volumes, day, closed, hours, ct);
            Reached("day written");
            Replace(connection, volumes, [(closed, ShelfKind.Closed, written), (hours, ShelfKind.Hours, hourly)]);
            return written.Rows;
        }
        catch
        {
            Undo(connection, closed);
            Undo(connection, hours);
            throw;
        }
    }

    private ((long Day, long Rows, long Bytes, long Newest) Detail, (long Day, long Rows, long Bytes, long Newest) Hours) WriteDay(
        List<Volume> volumes, long day, string closed, string hours, CancellationToken ct)
    {
        using var writer = new DayFileWriter(_shelf.PathOf(closed), day);
        using var hourly = new DayFileWriter(_shelf.PathOf(hours), day);
        var parts = volumes.SelectMany(volume =>
        {
            var file = _shelf.Open(volume);
            return file.Contents().Select(place => (volume.Kind, File: file, Place: place));
        });
        var (one, all) = (new Run(), new Run());
        foreach (var series in parts.GroupBy(p => p.Place.Series).OrderBy(g => g.Key))
        {
            ct.ThrowIfCancellationRequested();
            var known = series.Where(p => p.Kind == ShelfKind.Hours).SelectMany(p => p.File.ReadHours(p.Place)).ToList();
            var settled = Gather(series.Where(p => p.Kind == ShelfKind.Closed).Select(p => (p.File, p.Place)), one, []);
            var late = Gather(series.Where(p => p.Kind == ShelfKind.Part).Select(p => (p.File, p.Place)), one, []);
            Fill(all, series.Key, settled.Concat(late));
            hourly.Add(series.Key, Hour.Merge(known, Hour.Of(Fill(one, series.Key, settled)), Hour.Of(Fill(one, series.Key, late)), Hour.Of(all)));
            writer.Add(all);
        }

        var (rows, bytes) = writer.Finish();
        var (hourRows, hourBytes) = hourly.Finish();
        return ((day, rows, bytes, writer.Newest), (day, hourRows, hourBytes, writer.Newest));
    }

    private static List<KeptReading> Gather(IEnumerable<(DayFile File, Place Place)> parts, Run one, List<KeptReading> into)
    {
        foreach (var (file, place) in parts)
        {
            file.Read(place, one);
            for (var i = 0; i < one.Count; i++) into.Add(one.Kept(i));
        }

        return into;
    }

    // Of two readings of one moment the one that arrived first stays, as everywhere.
    private static Run Fill(Run run, int series, IEnumerable<KeptReading> readings)
    {
        run.Begin(series);
        var before = long.MinValue;
        foreach (var reading in readings.OrderBy(k => k.Reading.At).ThenBy(k => k.Arrived))
        {
            if (reading.Reading.At != before) run.Add(reading);
            before = reading.Reading.At;
        }

        return run;
    }

    private void Replace(DuckDBConnection connection, IReadOnlyList<Volume> old, IReadOnlyList<(string Name, ShelfKind Kind, (long Day, long Rows, long Bytes, long Newest) Written)> fresh)
    {
        Do(connection, "BEGIN TRANSACTION");
        Do(connection, $"DELETE FROM shelf WHERE file IN ({string.Join(',', old.Select(v => $"'{v.File}'"))})");
        foreach (var (name, kind, written) in fresh)
            if (written.Rows > 0) Record(connection, name, kind, written);
        Do(connection, "COMMIT");
        Reached("day recorded");
        _shelf.Drop(old);
        foreach (var (name, _, written) in fresh)
            if (written.Rows == 0) File.Delete(_shelf.PathOf(name));
    }
}
