using System.Buffers;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Telemetry.Store;

/// <summary>
/// Readings in a server of InfluxDB. A point is overwritten by another of the same series and time, so a batch may be given again;
/// that the first value wins is kept by whoever judges before. The server answers when its journal is on disk (its
/// <c>wal-fsync-delay</c> must be zero, as it is by default).
/// </summary>
internal sealed partial class InfluxStore(InfluxSettings settings, TelemetrySettings telemetry, TimeProvider clock, ILogger<InfluxStore> log) : ITelemetryStore
{
    private const int LinesARequest = 10_000;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);
    private readonly InfluxClient _client = new(settings);
    private readonly SemaphoreSlim _readers = new(telemetry.ParallelQueries);
    private readonly CancellationTokenSource _closing = new();
    private (long At, StoreFigures Figures)? _figures;
    private Task _watch = Task.CompletedTask;

    public string? Fault { get; private set; } = "The store is not open yet.";

    public async Task OpenAsync(CancellationToken ct)
    {
        await TryAsync("opened", () => _client.MakeDatabaseAsync(ct), ct);
        _watch = WatchAsync();
    }

    public Task AppendAsync(ReadOnlyMemory<StoredReading> batch, long arrived, CancellationToken ct) =>
        SendAsync(batch.Length, (to, i) => InfluxLines.Write(to, batch.Span[i], arrived), ct);

    public async Task<int> ImportAsync(ReadOnlyMemory<KeptReading> history, CancellationToken ct)
    {
        try
        {
            var asked = new List<(int Series, long At)>(history.Length);
            foreach (var kept in history.Span) asked.Add((kept.Reading.Series, kept.Reading.At));
            var stored = (await FindAsync(asked, ct)).Select(r => (r.Series, r.At)).ToHashSet();
            var added = new List<KeptReading>();
            foreach (var kept in history.ToArray())
                if (stored.Add((kept.Reading.Series, kept.Reading.At))) added.Add(kept);
            await SendAsync(added.Count, (to, i) => InfluxLines.Write(to, added[i].Reading, added[i].Arrived), ct);
            return added.Count;
        }
        catch (HttpRequestException fault)
        {
            throw new StoreFault("History could not be stored.", fault);
        }
    }

    public Task SaveLatestAsync(IReadOnlyList<LatestCell> cells, CancellationToken ct) => SendAsync(cells.Count, (to, i) => InfluxLines.WriteLatest(to, cells[i]), ct);

    private async Task SendAsync(int count, Action<ArrayBufferWriter<byte>, int> line, CancellationToken ct)
    {
        var lines = new ArrayBufferWriter<byte>(64 * 1024);
        for (var first = 0; first < count; first += LinesARequest)
        {
            lines.ResetWrittenCount();
            for (var i = first; i < Math.Min(count, first + LinesARequest); i++) line(lines, i);
            await TryAsync("stored", () => _client.WriteAsync(lines.WrittenMemory, ct), ct);
        }
    }

    /// <summary>Again and again for the time allowed while nobody answers; what the server refuses is refused at once.</summary>
    private async Task TryAsync(string what, Func<Task> attempt, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await attempt();
                Fault = null;
                return;
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or IOException && !ct.IsCancellationRequested)
            {
                if (Fault is null) log.LogError(fault, "InfluxDB at {Address} failed", _client.Address);
                Fault = $"InfluxDB at {_client.Address} does not take readings: {fault.Message}";
                var refused = fault is HttpRequestException { StatusCode: { } status } && (int)status < 500;
                if (refused || Stopwatch.GetElapsedTime(begun).TotalSeconds > settings.RetrySeconds) throw new StoreFault($"Readings could not be {what}.", fault);
                await Task.Delay(_pause, clock, ct);
            }
        }
    }

    // So that a console whose devices are silent says that its store is down, and one whose store came back that it is well.
    private async Task WatchAsync()
    {
        using var rhythm = new PeriodicTimer(TimeSpan.FromSeconds(2), clock);
        try
        {
            while (await rhythm.WaitForNextTickAsync(_closing.Token))
            {
                try
                {
                    await _client.PingAsync(_closing.Token);
                    Fault = null;
                }
                catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !_closing.IsCancellationRequested)
                {
                    Fault = $"InfluxDB at {_client.Address} does not answer: {fault.Message}";
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The store is closed.
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _client.Dispose();
        _readers.Dispose();
    }
}
