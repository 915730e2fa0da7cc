using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Telemetry.Store;

/// <summary>
/// Readings in one DuckDB file. No key and no index (they slow appends four times and make checkpoints block), one writing
/// connection, a connection of its own for each reader: DuckDB.NET connections are not safe for parallel use.
/// </summary>
internal sealed partial class DuckStore(TelemetrySettings settings, ILogger<DuckStore> log) : ITelemetryStore, IStoreUpkeep
{
    private const string Asked = "CREATE TEMP TABLE asked (series INTEGER, ts BIGINT)";
    private readonly SemaphoreSlim _readers = new(settings.ParallelQueries);
    private DuckDBConnection? _writer;
    private bool _doubtful;

    /// <summary>Told at each point where a process may die without harm; a test dies there.</summary>
    internal Action<string> Reached { get; set; } = static _ => { };

    public string? Fault { get; private set; } = "The store is not open yet.";

    private string File => settings.StoreFile!;

    private DuckDBConnection Writer => _writer ?? throw new InvalidOperationException("The store is not open.");

    public Task OpenAsync(CancellationToken ct)
    {
        Open();
        return Task.CompletedTask;
    }

    private void Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(File))!);
        _writer = Connect();
        Do(_writer, $"SET memory_limit = '{settings.StoreMemoryMegabytes}MB'");
        Do(_writer, $"SET threads = {settings.StoreThreads}");

        // A commit must never wait for a checkpoint: a job makes them, and large commits still go through the journal.
        Do(_writer, "SET checkpoint_threshold = '1GB'");
        Do(_writer, "SET auto_checkpoint_skip_wal_threshold = 1000000000000");
        Do(_writer, "SET preserve_insertion_order = false");
        Do(_writer, """
            CREATE TABLE IF NOT EXISTS readings (series INTEGER, ts BIGINT, value DOUBLE, text VARCHAR, arrived BIGINT, seq BIGINT);
            CREATE TABLE IF NOT EXISTS latest (series INTEGER, ts BIGINT, value DOUBLE, text VARCHAR, arrived BIGINT);
            """);
        Do(_writer, Asked);

        // Definitions replayed from a journal have failed in the past; they never stay there.
        Do(_writer, "CHECKPOINT");
        Fault = null;
    }

    public Task AppendAsync(ReadOnlyMemory<StoredReading> batch, long arrived, CancellationToken ct)
    {
        try
        {
            if (_writer is null) Open();
            if (_doubtful) batch = WithoutStored(batch);
            Do(Writer, "BEGIN TRANSACTION");
            using (var appender = Writer.CreateAppender("readings"))
            {
                foreach (var reading in batch.Span) appender.AppendRow((reading, arrived), Write);
            }

            Reached("append written");
            Do(Writer, "COMMIT");
            Reached("append committed");
            (Fault, _doubtful) = (null, false);
            return Task.CompletedTask;
        }
        catch (Exception fault)
        {
            Abandon(fault);
            throw new StoreFault("Readings could not be stored.", fault);
        }
    }

    // A commit that reported a failure may still have reached the disk.
    private ReadOnlyMemory<StoredReading> WithoutStored(ReadOnlyMemory<StoredReading> batch)
    {
        var stored = Find(Writer, [.. batch.ToArray().Select(r => (r.Series, r.At))]).Select(r => (r.Series, r.At)).ToHashSet();
        return stored.Count == 0 ? batch : batch.ToArray().Where(r => !stored.Contains((r.Series, r.At))).ToArray();
    }

    public Task<int> ImportAsync(ReadOnlyMemory<KeptReading> history, CancellationToken ct)
    {
        try
        {
            using var connection = Connect();
            Do(connection, Asked);
            var stored = Find(connection, [.. history.ToArray().Select(k => (k.Reading.Series, k.Reading.At))]).Select(r => (r.Series, r.At)).ToHashSet();
            var added = 0;
            Do(connection, "BEGIN TRANSACTION");
            using (var appender = connection.CreateAppender("readings"))
            {
                foreach (var kept in history.Span)
                {
                    if (!stored.Add((kept.Reading.Series, kept.Reading.At))) continue;
                    appender.AppendRow((kept.Reading, kept.Arrived), Write);
                    added++;
                }
            }

            Do(connection, "COMMIT");
            return Task.FromResult(added);
        }
        catch (DuckDBException fault)
        {
            throw new StoreFault("History could not be stored.", fault);
        }
    }

    /// <summary>After a failure the connection's state is unknown; the next append opens a new one.</summary>
    private void Abandon(Exception fault)
    {
        Fault = $"The last commit failed: {fault.Message}";
        log.LogError(fault, "A commit failed; its senders were not acknowledged");
        try
        {
            _writer?.Dispose();
        }
        catch (Exception closing)
        {
            log.LogWarning(closing, "The failed connection did not close cleanly");
        }

        (_writer, _doubtful) = (null, true);
    }

    private static void Write(IDuckDBAppenderRow row, (StoredReading Reading, long Arrived) state)
    {
        var (reading, arrived) = state;
        row.AppendValue((int?)reading.Series).AppendValue((long?)reading.At);
        if (reading.Kind == ReadingKind.Text) row.AppendNullValue();
        else row.AppendValue((double?)reading.Number);
        if (TextOf(reading) is { } text) row.AppendValue(text);
        else row.AppendNullValue();
        row.AppendValue((long?)arrived);
        if (reading.Sequence == PayloadEntry.None) row.AppendNullValue();
        else row.AppendValue((long?)reading.Sequence);
    }

    // A boolean is a number and a word, so that it averages like a number and still reads back as a boolean.
    private static string? TextOf(StoredReading reading) => reading.Kind switch
    {
        ReadingKind.Text => reading.Text,
        ReadingKind.Boolean => reading.Number > 0.5 ? "true" : "false",
        _ => null,
    };

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
        var journal = SizeOf(File + ".wal");
        if (journal < worthwhile) return Task.FromResult(0L);
        using var connection = Connect();
        Do(connection, "CHECKPOINT");
        return Task.FromResult(journal);
    }

    public Task<StoreFigures> FiguresAsync(CancellationToken ct)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT estimated_size FROM duckdb_tables() WHERE table_name = 'readings'";
        var rows = Convert.ToInt64(command.ExecuteScalar() ?? 0L);
        return Task.FromResult(new StoreFigures(rows, SizeOf(File), SizeOf(File + ".wal")));
    }

    private static long SizeOf(string path) => System.IO.File.Exists(path) ? new FileInfo(path).Length : 0;

    private DuckDBConnection Connect()
    {
        var connection = new DuckDBConnection($"Data Source={File}");
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
        _readers.Dispose();
    }
}
