using System.Collections.Concurrent;
using System.Net;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// New connections of each address, as a bucket that fills at the allowed rate and holds twenty seconds of it: a building behind
/// one address returns as a whole, and yet one address cannot keep all handshakes to itself. Only addresses with something missing are kept.
/// </summary>
internal sealed class SourceRates(BrokerSettings settings, TimeProvider clock)
{
    private const int BurstSeconds = 20;
    private const int MostSources = 100_000;
    private readonly ConcurrentDictionary<IPAddress, Bucket> _buckets = new();

    public int Count => _buckets.Count;

    private double Burst => (double)settings.ConnectsPerSource * BurstSeconds;

    /// <summary>False when the address has used up what it may.</summary>
    public bool Admits(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address }) return true;
        if (_buckets.Count >= MostSources) Forget();
        var bucket = _buckets.GetOrAdd(address, _ => new Bucket(Burst, clock.GetTimestamp()));
        lock (bucket)
        {
            Fill(bucket);
            if (bucket.Left < 1) return false;
            bucket.Left--;
            return true;
        }
    }

    /// <summary>Full buckets say nothing that a new one would not.</summary>
    public void Forget()
    {
        foreach (var bucket in _buckets)
        {
            lock (bucket.Value)
            {
                Fill(bucket.Value);
                if (bucket.Value.Left >= Burst) _buckets.TryRemove(bucket);
            }
        }
    }

    private void Fill(Bucket bucket)
    {
        var now = clock.GetTimestamp();
        bucket.Left = Math.Min(Burst, bucket.Left + (clock.GetElapsedTime(bucket.At, now).TotalSeconds * settings.ConnectsPerSource));
        bucket.At = now;
    }

    private sealed class Bucket(double left, long at)
    {
        public double Left { get; set; } = left;

        public long At { get; set; } = at;
    }
}
