using System.Buffers;
using System.Collections.Concurrent;

namespace IoTConsole.Telemetry.Refused;

/// <summary>
/// What was refused, counted by device, reason and border, with the newest messages of each as samples, so that an operator can
/// look at one. In memory only, and bounded whatever devices send.
/// </summary>
internal sealed class RefusedSamples(TimeProvider clock)
{
    public const int KeptATenant = 500;
    public const int KeptAReason = 3;
    public const int MostKinds = 10_000;
    public const int MostBytes = 2_048;
    private readonly ConcurrentDictionary<Guid, Heap> _heaps = new();

    /// <param name="DeviceId">Who sent it.</param>
    /// <param name="SitePath">Where the sender stands.</param>
    /// <param name="Bytes">At most the first 2,048.</param>
    /// <param name="Entry">Which entry was the first with this fault, from 0; null when it is the message as a whole.</param>
    internal sealed record Sample(
        Guid Id, DateTimeOffset At, string DeviceId, string SitePath, string Border, string Reason, byte[] Bytes, long Length, string? Topic, string? ContentType, int? Entry);

    /// <summary>One device's refusals for one reason at one border.</summary>
    /// <param name="Newest">The sample to open; null when none is kept.</param>
    internal sealed record Kind(string DeviceId, string SitePath, string Border, string Reason, long Count, DateTimeOffset LastAt, Guid? Newest);

    /// <summary>Where a message came from and what it said of itself.</summary>
    internal sealed record Origin(string Border, string? Topic, string? ContentType);

    public void Count(Guid tenantId, string deviceId, string sitePath, string border, string reason, long times)
    {
        var heap = _heaps.GetOrAdd(tenantId, static _ => new());
        lock (heap)
        {
            var key = (deviceId, reason, border);
            if (!heap.Kinds.TryGetValue(key, out var known))
            {
                if (heap.Kinds.Count == MostKinds) return;
                known = new(deviceId, sitePath, border, reason, 0, default, null);
            }

            heap.Kinds[key] = known with { SitePath = sitePath, Count = known.Count + times, LastAt = clock.GetUtcNow() };
        }
    }

    public void Keep(Guid tenantId, string deviceId, string sitePath, Origin origin, string reason, in ReadOnlySequence<byte> payload, int? entry)
    {
        var now = clock.GetUtcNow();
        var sample = new Sample(
            Guid.CreateVersion7(now), now, deviceId, sitePath, origin.Border, reason, payload.Slice(0, Math.Min(payload.Length, MostBytes)).ToArray(), payload.Length,
            origin.Topic, origin.ContentType, entry);
        var heap = _heaps.GetOrAdd(tenantId, static _ => new());
        lock (heap)
        {
            var key = (deviceId, reason, origin.Border);
            if (!heap.Kinds.TryGetValue(key, out var kind)) return;
            heap.Kinds[key] = kind with { Newest = sample.Id };
            heap.Samples.AddLast(sample);
            var alike = 0;
            for (var at = heap.Samples.Last; at is not null; at = at.Previous)
            {
                if (at.Value.DeviceId != deviceId || at.Value.Reason != reason || at.Value.Border != origin.Border || ++alike <= KeptAReason) continue;
                heap.Samples.Remove(at);
                break;
            }

            if (heap.Samples.Count > KeptATenant) heap.Samples.RemoveFirst();
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Sample> Of(Guid tenantId)
    {
        if (!_heaps.TryGetValue(tenantId, out var heap)) return [];
        lock (heap) return [.. heap.Samples.Reverse()];
    }

    /// <summary>The last heard of first. A sample that is gone is not named.</summary>
    public IReadOnlyList<Kind> KindsOf(Guid tenantId)
    {
        if (!_heaps.TryGetValue(tenantId, out var heap)) return [];
        lock (heap)
        {
            var kept = heap.Samples.Select(s => s.Id).ToHashSet();
            return [.. heap.Kinds.Values.Select(k => k.Newest is { } newest && !kept.Contains(newest) ? k with { Newest = null } : k).OrderByDescending(k => k.LastAt)];
        }
    }

    private sealed class Heap
    {
        public LinkedList<Sample> Samples { get; } = new();

        public Dictionary<(string DeviceId, string Reason, string Border), Kind> Kinds { get; } = [];
    }
}
