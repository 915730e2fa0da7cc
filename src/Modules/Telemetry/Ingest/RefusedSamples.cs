using System.Buffers;
using System.Collections.Concurrent;

namespace IoTConsole.Telemetry.Ingest;

/// <summary>The last fifty refused messages of each tenant, so that an operator can look at one. In memory only.</summary>
internal sealed class RefusedSamples(TimeProvider clock)
{
    public const int KeptATenant = 50;
    public const int MostBytes = 2_048;
    private readonly ConcurrentDictionary<Guid, Queue<Sample>> _samples = new();

    /// <param name="DeviceId">Who sent it.</param>
    /// <param name="SitePath">Where the sender stands.</param>
    /// <param name="Bytes">At most the first 2,048.</param>
    internal sealed record Sample(Guid Id, DateTimeOffset At, string DeviceId, string SitePath, string Border, string Reason, byte[] Bytes, long Length);

    public void Keep(Guid tenantId, string deviceId, string sitePath, string border, string reason, in ReadOnlySequence<byte> payload)
    {
        var bytes = payload.Slice(0, Math.Min(payload.Length, MostBytes)).ToArray();
        var now = clock.GetUtcNow();
        var queue = _samples.GetOrAdd(tenantId, static _ => new());
        lock (queue)
        {
            if (queue.Count == KeptATenant) queue.Dequeue();
            queue.Enqueue(new(Guid.CreateVersion7(now), now, deviceId, sitePath, border, reason, bytes, payload.Length));
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Sample> Of(Guid tenantId)
    {
        if (!_samples.TryGetValue(tenantId, out var queue)) return [];
        lock (queue) return queue.Reverse().ToList();
    }
}
