using IoTConsole.Simulation.Behaviours;
using IoTConsole.Simulation.Connections;

namespace IoTConsole.Simulation.Fleet;

/// <summary>
/// One connection of a fleet. What it has still to send is a moment, not a buffer: the last second that was acknowledged. After an outage,
/// or a restart of the whole process, it goes on from there and sends the rest again, and nothing is lost however long it took.
/// </summary>
internal sealed class VirtualGateway(Feed feed, DeviceConnection connection, bool cbor, int number)
{
    /// <summary>Entries of a message; some 30 KB of CBOR.</summary>
    private const int MostEntries = 500;

    private readonly ulong _seed = Chance.Of(99, feed.DeviceId);
    private long _acknowledged;
    private long _entries;
    private long _readings;
    private long _refused;
    private int _failures;
    private long _notBefore;
    private int _busy;

    public string DeviceId => feed.DeviceId;

    public int Number => number;

    public DeviceConnection Connection => connection;

    /// <summary>Second since 1970 up to which everything is acknowledged.</summary>
    public long Acknowledged
    {
        get => Interlocked.Read(ref _acknowledged);
        init => _acknowledged = value;
    }

    /// <summary>Entries acknowledged since the start of the process.</summary>
    public long Entries => Interlocked.Read(ref _entries);

    /// <summary>Readings in them: an entry has one for each of its values.</summary>
    public long Readings => Interlocked.Read(ref _readings);

    /// <summary>Entries that the broker turned away for good.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public bool IsBusy => Volatile.Read(ref _busy) != 0;

    /// <summary>Whether it is time to send: enough has come together, and the last failure is long enough ago. Spread by its own phase.</summary>
    public bool IsDue(long now, int every) => !IsBusy && now >= _notBefore && now > Acknowledged && (now + (long)(_seed % 3600)) % every == 0;

    /// <summary>Sends everything up to this second, or as much as the line takes. One call at a time.</summary>
    /// <param name="pace">Asked before each message when it is behind; waits so that catching up leaves room for others.</param>
    public async Task SendAsync(long now, EntryWriter writer, Func<int, CancellationToken, ValueTask> pace, CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0) return;
        try
        {
            if (!await connection.TryConnectAsync(ct))
            {
                StayAway(now);
                return;
            }

            while (Acknowledged < now && !ct.IsCancellationRequested)
            {
                writer.Start();
                var reached = feed.Write(writer, Acknowledged, now, MostEntries);
                if (reached < now) await pace(writer.Entries, ct);
                if (writer.Entries > 0 && !await DeliverAsync(writer, ct))
                {
                    StayAway(now);
                    return;
                }

                // Only now: if the process dies before this line, the same stretch is sent again and its readings are known already.
                Interlocked.Exchange(ref _acknowledged, reached);
                _failures = 0;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopping: what was not acknowledged is sent at the next start.
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    private async Task<bool> DeliverAsync(EntryWriter writer, CancellationToken ct)
    {
        var (count, readings) = (writer.Entries, writer.Readings);
        switch (await connection.PublishAsync(feed.Topic, writer.Finish(), writer.IsCbor, ct))
        {
            case Delivery.Acknowledged:
                Interlocked.Add(ref _entries, count);
                Interlocked.Add(ref _readings, readings);
                return true;
            case Delivery.Refused:
                Interlocked.Add(ref _refused, count);
                return true;
            default:
                return false;
        }
    }

    public bool SpeaksCbor => cbor;

    private void StayAway(long now)
    {
        _failures++;
        _notBefore = now + (long)Math.Ceiling(Backoff.After(_failures, Chance.Unit(_seed, _failures)).TotalSeconds);
    }
}
