using IoTConsole.Telemetry.Contracts;

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
        using var command = connection.CreateCommand();

        // Arrival never goes back, so what the snapshot has not seen arrived with or after its newest cell.
        command.CommandText = """
            WITH tail AS (
                SELECT series, ts, value, text, arrived FROM latest
                UNION ALL
                SELECT series, ts, value, text, arrived FROM readings WHERE arrived >= (SELECT coalesce(max(arrived), 0) FROM latest)),
            newest AS (SELECT series, arg_max({'ts': ts, 'value': value, 'text': text, 'arrived': arrived}, ts) AS cell FROM tail GROUP BY series)
            SELECT series, cell.ts, cell.value, cell.text, cell.arrived FROM newest
            """;
        using var rows = command.ExecuteReader();
        var found = new List<LatestCell>();
        while (rows.Read()) found.Add(new(Reading(rows), rows.GetInt64(4)));
        return Task.FromResult<IReadOnlyList<LatestCell>>(found);
    }
}
