using System.Runtime.CompilerServices;
using IoTConsole.Telemetry.Days;

namespace IoTConsole.Telemetry.Store;

internal sealed partial class DuckStore
{
    // So much of one day in memory at a time.
    private const int SeriesAScan = 4_096;

    public async IAsyncEnumerable<KeptReading> ScanAsync(IReadOnlyList<int>? series, long from, long to, [EnumeratorCancellation] CancellationToken ct)
    {
        var days = await LookAsync(
            (connection, stop) => Rows(connection, $"SELECT DISTINCT ts // {Shelf.DayLength} * {Shelf.DayLength} FROM readings WHERE ts >= {from} AND ts < {to}", static r => r.GetInt64(0), stop)
                .Union(Detail(connection, from, to).Select(v => v.Day)).Order().ToList(),
            ct);
        foreach (var day in days)
        {
            var (begin, end) = (Math.Max(day, from), Math.Min(day + Shelf.DayLength, to));
            var wanted = series is null ? await LookAsync((connection, stop) => SeriesOf(connection, begin, end, stop), ct) : [.. series.Distinct().Order()];
            foreach (var some in wanted.Chunk(SeriesAScan))
                foreach (var kept in await LookAsync((connection, stop) => Scan(connection, some, begin, end, stop), ct)) yield return kept;
        }
    }

    private List<int> SeriesOf(DuckDB.NET.Data.DuckDBConnection connection, long from, long to, CancellationToken ct) =>
    [
        .. Rows(connection, $"SELECT DISTINCT series FROM readings WHERE ts >= {from} AND ts < {to}", static r => r.GetInt32(0), ct)
            .Concat(Detail(connection, from, to).SelectMany(v => _shelf.Open(v).Contents()).Select(p => p.Series)).Distinct().Order(),
    ];

    private List<KeptReading> Scan(DuckDB.NET.Data.DuckDBConnection connection, int[] series, long from, long to, CancellationToken ct)
    {
        var found = Rows(connection, $"SELECT series, ts, value, text, seq, arrived {Where(series, from, to)}", static r => new KeptReading(Reading(r, sequenceColumn: 4), r.GetInt64(5)), ct);
        var run = new Run();
        foreach (var (file, place) in Places(Detail(connection, from, to), series))
        {
            ct.ThrowIfCancellationRequested();
            file.Read(place, run);
            for (var i = run.IndexOf(from); i < run.Count && run.At[i] < to; i++) found.Add(run.Kept(i));
        }

        return [.. found.OrderBy(k => k.Reading.Series).ThenBy(k => k.Reading.At)];
    }
}
