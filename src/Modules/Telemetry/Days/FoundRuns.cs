using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Days;

/// <summary>
/// Runs that were looked into lately: a gateway that returns with a backlog is judged against the same series of the same files, batch after batch.
/// </summary>
internal sealed class FoundRuns
{
    private const int MostReadings = 1_000_000;
    private readonly Dictionary<(string File, int Series), StoredReading[]> _runs = [];
    private readonly Run _run = new();
    private int _readings;

    /// <summary>In the order of their times; empty when the file has none of the series.</summary>
    public ReadOnlySpan<StoredReading> Of(Volume volume, DayFile file, int series)
    {
        if (_runs.TryGetValue((volume.File, series), out var known)) return known;
        known = [];
        if (file.TryFind(series, out var place))
        {
            file.Read(place, _run);
            known = new StoredReading[_run.Count];
            for (var i = 0; i < known.Length; i++) known[i] = _run.Reading(i);
        }

        // All at once is crude, and a backlog of one gateway fits many times over.
        if ((_readings += known.Length + 1) > MostReadings)
        {
            _runs.Clear();
            _readings = known.Length + 1;
        }

        return _runs[(volume.File, series)] = known;
    }

    /// <summary>-1 when there is none at that time.</summary>
    public static int IndexOf(ReadOnlySpan<StoredReading> run, long at)
    {
        var (low, high) = (0, run.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (run[middle].At == at) return middle;
            if (run[middle].At < at) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }
}
