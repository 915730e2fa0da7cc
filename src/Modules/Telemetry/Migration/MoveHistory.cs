using System.Globalization;
using System.Text.Json;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Migration;

/// <summary>
/// Moves everything from one store into another, day by day, while nobody writes. A mark after each day says where to go on; a day
/// that was interrupted is given again, which changes nothing. Each day is read back and compared: how many, and bit for bit.
/// </summary>
/// <param name="markFile">Removed when all is moved.</param>
/// <param name="say">A line of progress.</param>
internal sealed class MoveHistory(ITelemetryStore from, ITelemetryStore to, string markFile, Func<string, Task> say)
{
    private const int ReadingsABatch = 20_000;
    private const long Day = 86_400_000;
    private readonly List<KeptReading> _batch = [];
    private readonly List<string> _faults = [];
    private (long Count, ulong Sum) _day;
    private long _added;

    /// <param name="NextDay">Days before it are moved and compared; milliseconds since 1970.</param>
    internal sealed record Mark(long NextDay, long Moved);

    /// <param name="Moved">Readings that were read and are in the other store, those of an earlier attempt included.</param>
    /// <param name="Added">Those that this run brought there.</param>
    internal sealed record Outcome(long Moved, long Added, IReadOnlyList<string> Faults);

    public async Task<Outcome> MoveAsync(CancellationToken ct)
    {
        var mark = File.Exists(markFile) ? JsonSerializer.Deserialize<Mark>(await File.ReadAllTextAsync(markFile, ct))! : new Mark(0, 0);
        if (mark.Moved > 0) await say($"Going on from {Name(mark.NextDay)}; {mark.Moved:N0} readings are moved.");
        var day = -1L;
        await foreach (var kept in from.ScanAsync(null, mark.NextDay, long.MaxValue, ct))
        {
            var itsDay = kept.Reading.At / Day * Day;
            if (itsDay != day && day >= 0) mark = await CloseAsync(day, mark, ct);
            day = itsDay;
            _day = (_day.Count + 1, _day.Sum + DuplicateJudge.HashOf(kept.Reading) + (ulong)kept.Reading.At);
            _batch.Add(kept);
            if (_batch.Count == ReadingsABatch) await FlushAsync(ct);
        }

        if (day >= 0) mark = await CloseAsync(day, mark, ct);
        await to.SaveLatestAsync(await from.LoadLatestAsync(ct), ct);
        if (_faults.Count == 0) File.Delete(markFile);
        return new(mark.Moved, _added, _faults);
    }

    private async Task FlushAsync(CancellationToken ct)
    {
        if (_batch.Count > 0) _added += await to.ImportAsync(_batch.ToArray(), ct);
        _batch.Clear();
    }

    private async Task<Mark> CloseAsync(long day, Mark mark, CancellationToken ct)
    {
        await FlushAsync(ct);
        var there = (Count: 0L, Sum: 0UL);
        await foreach (var kept in to.ScanAsync(null, day, day + Day, ct)) there = (there.Count + 1, there.Sum + DuplicateJudge.HashOf(kept.Reading) + (ulong)kept.Reading.At);
        if (there.Count < _day.Count) _faults.Add($"{Name(day)}: {_day.Count:N0} readings were moved and {there.Count:N0} are there.");
        else if (there.Count == _day.Count && there.Sum != _day.Sum) _faults.Add($"{Name(day)}: as many readings are there, but not the same.");
        var more = there.Count > _day.Count ? $" (the other store had {there.Count - _day.Count:N0} more)" : "";
        await say($"{Name(day)}: {_day.Count:N0} readings{more}, {mark.Moved + _day.Count:N0} in all");
        var next = new Mark(day + Day, mark.Moved + _day.Count);
        _day = default;

        // A day that is not right is not behind us: the next attempt begins with it.
        if (_faults.Count > 0) return next;
        await File.WriteAllTextAsync(markFile + ".part", JsonSerializer.Serialize(next), ct);
        File.Move(markFile + ".part", markFile, overwrite: true);
        return next;
    }

    private static string Name(long day) => DateTimeOffset.FromUnixTimeMilliseconds(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
