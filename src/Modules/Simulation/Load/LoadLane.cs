using System.Diagnostics;
using IoTConsole.Simulation.Connections;
using IoTConsole.Simulation.Fleet;

namespace IoTConsole.Simulation.Load;

/// <summary>
/// One connection under load: keeps a window of publishes in flight and sends each again, with the same numbers and times, until it is
/// acknowledged, whatever happens to the broker meanwhile.
/// </summary>
internal sealed class LoadLane(DeviceConnection connection, LoadPlan plan, AcknowledgedRecord record, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan _retry = TimeSpan.FromMilliseconds(250);
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly List<double> _milliseconds = [];
    private readonly Lock _gate = new();
    private long _sequence;
    private long _lastAt;
    private long _refused;
    private long _resent;
    private DateTimeOffset _nextTurn;

    public long Refused => Interlocked.Read(ref _refused);

    public long Resent => Interlocked.Read(ref _resent);

    public IReadOnlyList<double> Milliseconds
    {
        get
        {
            lock (_gate) return [.. _milliseconds];
        }
    }

    public void Dispose() => _connecting.Dispose();

    /// <summary>Until cancelled; then what is in flight is given up.</summary>
    public async Task DriveAsync(CancellationToken ct)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, plan.Window).Select(_ => KeepOneInFlightAsync(ct)));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    private async Task KeepOneInFlightAsync(CancellationToken ct)
    {
        using var writer = new EntryWriter(cbor: true);
        var sent = new (long Sequence, long At)[plan.Entries];
        while (!ct.IsCancellationRequested)
        {
            await TurnAsync(ct);
            var message = Write(writer, sent);
            while (!await TryAsync(message, sent, ct)) Interlocked.Increment(ref _resent);
        }
    }

    private async Task<bool> TryAsync(byte[] message, (long Sequence, long At)[] sent, CancellationToken ct)
    {
        if (!await ConnectAsync(ct)) return false;
        var started = Stopwatch.GetTimestamp();
        switch (await connection.PublishAsync($"devices/{connection.DeviceId}/telemetry", message, cbor: true, ct))
        {
            case Delivery.Acknowledged:
                foreach (var (sequence, at) in sent) record.Add(connection.DeviceId, sequence, at);
                lock (_gate) _milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                return true;
            case Delivery.Refused:
                Interlocked.Add(ref _refused, sent.Length);
                return true;
            default:
                await Task.Delay(_retry, clock, ct);
                return false;
        }
    }

    private async Task<bool> ConnectAsync(CancellationToken ct)
    {
        if (connection.IsConnected) return true;
        await _connecting.WaitAsync(ct);
        try
        {
            if (await connection.TryConnectAsync(ct)) return true;
        }
        finally
        {
            _connecting.Release();
        }

        await Task.Delay(_retry, clock, ct);
        return false;
    }

    private byte[] Write(EntryWriter writer, (long Sequence, long At)[] sent)
    {
        writer.Start();
        lock (_gate)
        {
            for (var i = 0; i < sent.Length; i++)
            {
                // No two readings of a source at the same millisecond: the second would be a repeat.
                _lastAt = Math.Max(_lastAt + 1, clock.GetUtcNow().ToUnixTimeMilliseconds());
                sent[i] = (_sequence++, _lastAt);
            }
        }

        foreach (var (sequence, at) in sent)
        {
            writer.Begin(null, at, sequence, 1);
            writer.Value("counter", sequence);
            writer.End();
        }

        return writer.Finish();
    }

    private async Task TurnAsync(CancellationToken ct)
    {
        if (plan.PerSecond is not { } perSecond) return;
        TimeSpan wait;
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_nextTurn < now) _nextTurn = now;
            wait = _nextTurn - now;
            _nextTurn += TimeSpan.FromSeconds(1 / perSecond);
        }

        if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, ct);
    }
}
