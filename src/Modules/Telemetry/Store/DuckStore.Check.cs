using IoTConsole.Telemetry.Days;

namespace IoTConsole.Telemetry.Store;

internal sealed partial class DuckStore
{
    public async Task<StoreCheck> CheckAsync(CancellationToken ct)
    {
        await _upkeep.WaitAsync(ct);
        try
        {
            return await Task.Run(() => Check(ct), ct);
        }
        finally
        {
            _upkeep.Release();
        }
    }

    private StoreCheck Check(CancellationToken ct)
    {
        using var connection = Connect();
        var faults = new List<string>();
        var (rows, distinct) = Rows(
            connection, "SELECT count(*), count(DISTINCT (series, ts)), count(value), count(text), max(arrived), max(seq) FROM readings", static r => (r.GetInt64(0), r.GetInt64(1)), ct)[0];
        if (rows != distinct) faults.Add($"{rows - distinct} recent readings are stored twice.");
        foreach (var volume in Catalogue(connection))
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                var read = ReadAll(volume);
                if (volume.Kind != ShelfKind.Hours) rows += read;
                if (read != volume.Rows) faults.Add($"{volume.File} holds {read} entries and should hold {volume.Rows}.");
            }
            catch (Exception fault) when (fault is IOException or InvalidDataException)
            {
                faults.Add($"{volume.File}: {fault.Message} Restore it from a backup.");
            }
        }

        return new(rows, faults);
    }

    // Opened anew: the file under this name is what counts, not what an open handle still sees.
    private long ReadAll(Volume volume)
    {
        using var file = DayFile.Open(_shelf.PathOf(volume.File));
        var (run, read) = (new Run(), 0L);
        foreach (var place in file.Contents())
        {
            if (volume.Kind == ShelfKind.Hours)
            {
                read += file.ReadHours(place).Count;
                continue;
            }

            file.Read(place, run);
            read += run.Count;
            for (var i = 1; i < run.Count; i++)
                if (run.At[i] < run.At[i - 1]) throw new InvalidDataException($"Series {run.Series} is not in the order of its times.");
        }

        return read;
    }
}
