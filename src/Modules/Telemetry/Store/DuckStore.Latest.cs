using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Days;

namespace IoTConsole.Telemetry.Store;

internal sealed partial class DuckStore
{
    public Task SaveLatestAsync(IReadOnlyList<LatestCell> cells, CancellationToken ct)
    {
        using var connection = Connect();
        Do(connection, "BEGIN TRANSACTION");
        Do(connection, "DELETE FROM latest");
        using (var appender = connection.CreateAppender("latest"))
        {
            foreach (var cell in cells)
            {
                appender.AppendRow(cell, static (row, c) =>
                {
                    row.AppendValue((int?)c.Reading.Series).AppendValue((long?)c.Reading.At);
                    if (c.Reading.Kind == ReadingKind.Text) row.AppendNullValue();
                    else row.AppendValue((double?)c.Reading.Number);
                    if (TextOf(c.Reading) is { } text) row.AppendValue(text);
                    else row.AppendNullValue();
                    row.AppendValue((long?)c.Arrived);
                });
            }
        }

        Do(connection, "COMMIT");
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<LatestCell>> LoadLatestAsync(CancellationToken ct)
    {
        using var connection = Connect();
        var seen = Rows(connection, "SELECT coalesce(max(arrived), 0) FROM latest", static r => r.GetInt64(0), ct)[0];

        // Arrival never goes back, so what the snapshot has not seen arrived with or after its newest cell.
        var found = Rows(connection, $$"""
            WITH tail AS (
                SELECT series, ts, value, text, arrived FROM latest
                UNION ALL
                SELECT series, ts, value, text, arrived FROM readings WHERE arrived >= {{seen}}),
            newest AS (SELECT series, arg_max({'ts': ts, 'value': value, 'text': text, 'arrived': arrived}, ts) AS cell FROM tail GROUP BY series)
            SELECT series, cell.ts, cell.value, cell.text, cell.arrived FROM newest
            """, static r => new LatestCell(Reading(r), r.GetInt64(4)), ct);
        return Task.FromResult<IReadOnlyList<LatestCell>>(WithSettled(found, [.. Catalogue(connection).Where(v => v.Kind != ShelfKind.Hours && v.Newest >= seen)], ct));
    }

    // Rare: the snapshot is older than an hour, or history was taken in.
    private List<LatestCell> WithSettled(List<LatestCell> found, List<Volume> volumes, CancellationToken ct)
    {
        if (volumes.Count == 0) return found;
        var newest = found.ToDictionary(c => c.Reading.Series);
        var run = new Run();
        foreach (var volume in volumes)
        {
            ct.ThrowIfCancellationRequested();
            var file = _shelf.Open(volume);
            foreach (var place in file.Contents())
            {
                file.Read(place, run);
                var kept = run.Kept(run.Count - 1);
                if (!newest.TryGetValue(place.Series, out var known) || known.Reading.At < kept.Reading.At)
                    newest[place.Series] = new(kept.Reading with { Sequence = Payloads.PayloadEntry.None }, kept.Arrived);
            }
        }

        return [.. newest.Values];
    }

    public Task<IReadOnlyList<KeptReading>> LoadSequencedAsync(long arrivedSince, int most, CancellationToken ct)
    {
        using var connection = Connect();
        return Task.FromResult<IReadOnlyList<KeptReading>>(Rows(connection, $"""
            SELECT * FROM (
                SELECT series, ts, value, text, arrived, seq FROM readings
                WHERE arrived >= {arrivedSince} AND seq IS NOT NULL ORDER BY arrived DESC LIMIT {most})
            ORDER BY arrived
            """, static r => new KeptReading(Reading(r, sequenceColumn: 5), r.GetInt64(4)), ct));
    }
}
