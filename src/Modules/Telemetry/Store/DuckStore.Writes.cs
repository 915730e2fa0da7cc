using DuckDB.NET.Data;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Days;
using IoTConsole.Telemetry.Payloads;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Telemetry.Store;

internal sealed partial class DuckStore
{
    public Task AppendAsync(ReadOnlyMemory<StoredReading> batch, long arrived, CancellationToken ct)
    {
        if (_room.Fault is { } full) throw new StoreFault(full, new IOException(full));
        try
        {
            _ = Writer;
            if (_doubtful) batch = WithoutStored(batch);
            Do(Writer, "BEGIN TRANSACTION");
            using (var appender = Writer.CreateAppender("readings"))
            {
                foreach (var reading in batch.Span) appender.AppendRow((reading, arrived), Write);
            }

            Reached("append written");
            Do(Writer, "COMMIT");
            Reached("append committed");
            (_fault, _doubtful) = (null, false);
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
        var stored = Find(Writer, _found, [.. batch.ToArray().Select(r => (r.Series, r.At))]).Select(r => (r.Series, r.At)).ToHashSet();
        return stored.Count == 0 ? batch : batch.ToArray().Where(r => !stored.Contains((r.Series, r.At))).ToArray();
    }

    public Task<int> ImportAsync(ReadOnlyMemory<KeptReading> history, CancellationToken ct)
    {
        try
        {
            using var connection = Connect();
            Do(connection, Asked);
            var stored = Find(connection, new FoundRuns(), [.. history.ToArray().Select(k => (k.Reading.Series, k.Reading.At))]).Select(r => (r.Series, r.At)).ToHashSet();
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
        _fault = fault.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase)
            ? $"The disk of {Path.GetDirectoryName(Path.GetFullPath(StoreFile))} is full. Free some space; taking readings goes on by itself."
            : $"The last commit failed: {fault.Message}";
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
}
