using IoTConsole.Telemetry.Days;

namespace IoTConsole.Telemetry.Store;

internal sealed partial class DuckStore
{
    public async Task<long> CopyAsync(string directory, CancellationToken ct)
    {
        // Files of days are not replaced while they are copied; readings go on arriving.
        await _upkeep.WaitAsync(ct);
        try
        {
            return await Task.Run(() => Copy(directory, ct), ct);
        }
        finally
        {
            _upkeep.Release();
        }
    }

    private long Copy(string directory, CancellationToken ct)
    {
        using var connection = Connect();
        var file = Path.Combine(directory, Path.GetFileName(StoreFile));
        Do(connection, $"ATTACH '{file.Replace("'", "''", StringComparison.Ordinal)}' AS copied");
        try
        {
            Do(connection, "BEGIN TRANSACTION");
            foreach (var table in new[] { "readings", "latest", "shelf" }) Do(connection, $"CREATE TABLE copied.{table} AS SELECT * FROM {table}");
            Do(connection, "COMMIT");
            Do(connection, "CHECKPOINT copied");
            var volumes = Rows(connection, "SELECT file FROM copied.shelf", static r => r.GetString(0), ct);
            var days = Directory.CreateDirectory(Path.Combine(directory, Path.GetFileName(DaysOf(settings)))).FullName;
            foreach (var volume in volumes)
            {
                ct.ThrowIfCancellationRequested();
                File.Copy(_shelf.PathOf(volume), Path.Combine(days, volume));
            }

            return Rows(
                connection, $"SELECT (SELECT count(*) FROM copied.readings) + (SELECT coalesce(sum(rows), 0)::BIGINT FROM copied.shelf WHERE kind <> {(byte)ShelfKind.Hours})",
                static r => r.GetInt64(0), ct)[0];
        }
        finally
        {
            Do(connection, "DETACH copied");
        }
    }
}
