using System.Collections.Concurrent;

namespace IoTConsole.Telemetry.Ingest;

/// <summary>
/// How far each sender's clock seems to be off, from the times it names and the moments they arrive. The smallest delay of the
/// last minutes is the clock's error and the quickest way together: below zero the clock runs ahead for certain, above it runs
/// behind or the sender holds its readings back. Shown, and never applied to a reading.
/// </summary>
internal sealed class SenderClocks(TimeProvider clock)
{
    /// <summary>What a sender must have said in this time, at least half of it, is what is shown: ten minutes, in milliseconds.</summary>
    public const long Window = 10 * 60 * 1000;

    private readonly ConcurrentDictionary<Guid, Delays> _senders = new();

    /// <param name="newest">The newest event time of a message, milliseconds since 1970.</param>
    public void Heard(Guid deviceId, long newest)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        _senders.GetOrAdd(deviceId, static _ => new Delays()).Add(now, now - newest);
    }

    /// <returns>Arrival less event time; null when nothing was heard lately.</returns>
    public TimeSpan? DelayOf(Guid deviceId) =>
        _senders.TryGetValue(deviceId, out var delays) && delays.Least(clock.GetUtcNow().ToUnixTimeMilliseconds()) is { } least ? TimeSpan.FromMilliseconds(least) : null;

    /// <summary>Senders whose clock seems to be off by at least so much, the worst first.</summary>
    public IReadOnlyList<(Guid DeviceId, TimeSpan Delay)> Off(TimeSpan atLeast)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return [.. _senders.Select(s => (s.Key, Delay: s.Value.Least(now)))
            .Where(s => s.Delay is { } delay && Math.Abs(delay) >= atLeast.TotalMilliseconds)
            .Select(s => (s.Key, TimeSpan.FromMilliseconds(s.Delay!.Value))).OrderByDescending(s => s.Item2.Duration())];
    }

    /// <summary>The least of two half windows: the running one and the one before.</summary>
    private sealed class Delays
    {
        private long _half;
        private long _current = long.MaxValue;
        private long _before = long.MaxValue;

        public void Add(long now, long delay)
        {
            lock (this)
            {
                Turn(now);
                _current = Math.Min(_current, delay);
            }
        }

        public long? Least(long now)
        {
            lock (this)
            {
                Turn(now);
                var least = Math.Min(_current, _before);
                return least == long.MaxValue ? null : least;
            }
        }

        private void Turn(long now)
        {
            var half = now / (Window / 2);
            if (half == _half) return;
            _before = half == _half + 1 ? _current : long.MaxValue;
            (_half, _current) = (half, long.MaxValue);
        }
    }
}
