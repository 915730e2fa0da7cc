using System.Globalization;
using DuckDB.NET.Data;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Days;
using IoTConsole.Telemetry.Payloads;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Telemetry.Store;

/// <summary>
/// Readings in two places: what arrived lately in a DuckDB file (no key and no index: they slow appends four times and make checkpoints block),
/// and what has settled in files of one day each, sorted by series and event time. The catalogue of those files is a table beside the readings, so
/// that one transaction moves readings from one place to the other. One writing connection, one for each reader: they are not safe for parallel use.
/// </summary>
internal sealed partial class DuckStore(TelemetrySettings settings, TimeProvider clock, ILogger<DuckStore> log) : ITelemetryStore, IStoreUpkeep
{
    private const string Asked = "CREATE TEMP TABLE asked (series INTEGER, ts BIGINT)";
    private readonly SemaphoreSlim _readers = new(settings.ParallelQueries);
    private readonly SemaphoreSlim _upkeep = new(1);
    private readonly Shelf _shelf = new(DaysOf(settings), log);
    private DuckDBConnection? _writer;
    private readonly Room _room = new(Path.GetDirectoryName(Path.GetFullPath(settings.StoreFile!))!, settings.ReserveMegabytes * 1024L * 1024);
    private bool _doubtful;
    private string? _fault = "The store is not open yet.";

    /// <summary>Told at each point where a process may die without harm; a test dies there.</summary>
    internal Action<string> Reached { get; set; } = static _ => { };

    public string? Fault => _fault ?? _room.Fault;

    private string StoreFile => settings.StoreFile!;

    private static string DaysOf(TelemetrySettings settings) => Path.ChangeExtension(settings.StoreFile!, ".days");

    private DuckDBConnection Writer => _writer ?? Open();

    public Task OpenAsync(CancellationToken ct)
    {
        Open();
        _shelf.Tidy(Catalogue(Writer), clock.GetUtcNow());
        return Task.CompletedTask;
    }

    private DuckDBConnection Open()
    {
        Directory.CreateDirectory(DaysOf(settings));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(StoreFile))!);
        var writer = Connect();
        try
        {
            SetUp(writer);
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        _fault = null;
        return _writer = writer;
    }

    private void SetUp(DuckDBConnection writer)
    {
        Do(writer, $"SET memory_limit = '{settings.StoreMemoryMegabytes}MB'");
        Do(writer, $"SET threads = {settings.StoreThreads}");

        // A commit must never wait for a checkpoint: a job makes them, and large commits still go through the journal.
        Do(writer, "SET checkpoint_threshold = '1GB'");
        Do(writer, "SET auto_checkpoint_skip_wal_threshold = 1000000000000");
        Do(writer, "SET preserve_insertion_order = false");
        Do(writer, Asked);
        if (Rows(writer, "SELECT table_name FROM duckdb_tables() WHERE NOT temporary", static r => r.GetString(0), CancellationToken.None).Count == 3) return;
        Do(writer, """
            CREATE TABLE IF NOT EXISTS readings (series INTEGER, ts BIGINT, value DOUBLE, text VARCHAR, arrived BIGINT, seq BIGINT);
            CREATE TABLE IF NOT EXISTS latest (series INTEGER, ts BIGINT, value DOUBLE, text VARCHAR, arrived BIGINT);
            CREATE TABLE IF NOT EXISTS shelf (file VARCHAR, day BIGINT, kind UTINYINT, rows BIGINT, bytes BIGINT, newest BIGINT);
            """);

        // Definitions replayed from a journal have failed in the past; they never stay there.
        Do(writer, "CHECKPOINT");
    }

    private static StoredReading Reading(DuckDBDataReader row, int sequenceColumn = -1)
    {
        var hasNumber = !row.IsDBNull(2);
        var text = row.IsDBNull(3) ? null : row.GetString(3);
        var kind = !hasNumber ? ReadingKind.Text : text is null ? ReadingKind.Number : ReadingKind.Boolean;
        return new(
            row.GetInt32(0), row.GetInt64(1), kind, hasNumber ? row.GetDouble(2) : double.NaN, kind == ReadingKind.Text ? text : null,
            sequenceColumn < 0 || row.IsDBNull(sequenceColumn) ? PayloadEntry.None : row.GetInt64(sequenceColumn));
    }

    public Task<long> CheckpointAsync(long worthwhile, CancellationToken ct)
    {
        var journal = SizeOf(StoreFile + ".wal");
        if (journal < worthwhile) return Task.FromResult(0L);
        using var connection = Connect();
        Do(connection, "CHECKPOINT");
        return Task.FromResult(journal);
    }

    public Task<StoreFigures> FiguresAsync(CancellationToken ct)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM readings";
        var hot = Convert.ToInt64(command.ExecuteScalar() ?? 0L, CultureInfo.InvariantCulture);
        var volumes = Catalogue(connection);
        var detail = volumes.Where(v => v.Kind != ShelfKind.Hours).ToList();
        return Task.FromResult(new StoreFigures(hot + detail.Sum(v => v.Rows), SizeOf(StoreFile) + volumes.Sum(v => v.Bytes), SizeOf(StoreFile + ".wal"))
        {
            SettledRows = detail.Sum(v => v.Rows),
            SettledBytes = detail.Sum(v => v.Bytes),
            HourBytes = volumes.Sum(v => v.Bytes) - detail.Sum(v => v.Bytes),
            OldestDay = detail.Count == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(detail.Min(v => v.Day)),
        });
    }

    private static List<Volume> Catalogue(DuckDBConnection connection, long from = 0, long to = long.MaxValue)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT file, day, kind, rows, bytes, newest FROM shelf WHERE day > {from} - {Shelf.DayLength} AND day < {to} ORDER BY day, kind, file";
        using var rows = command.ExecuteReader();
        var volumes = new List<Volume>();
        while (rows.Read()) volumes.Add(new(rows.GetString(0), rows.GetInt64(1), (ShelfKind)rows.GetByte(2), rows.GetInt64(3), rows.GetInt64(4), rows.GetInt64(5)));
        return volumes;
    }

    private static long SizeOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private DuckDBConnection Connect()
    {
        var connection = new DuckDBConnection($"Data Source={StoreFile}");
        connection.Open();
        return connection;
    }

    private static int Do(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
        _shelf.Dispose();
        _upkeep.Dispose();
        _readers.Dispose();
    }
}
