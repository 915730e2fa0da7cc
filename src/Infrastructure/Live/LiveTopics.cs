using System.Collections.Concurrent;
using IoTConsole.Infrastructure.Counting;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Infrastructure.Live;

/// <summary>
/// Tells open pages that something they show may have changed. A topic carries no data: each page loads again within its
/// own scope, so nothing can leak. A listener that fails or is gone never disturbs the others.
/// </summary>
public sealed class LiveTopics(ILogger<LiveTopics> log)
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Guid, Action>> _listeners = new();

    private readonly RecentTimes _shown = new();

    /// <summary>Parts of open pages that listen to something.</summary>
    public int Listeners => _listeners.Sum(l => l.Value.Count);

    /// <summary>A page has drawn what it heard of, so long after.</summary>
    public void Shown(TimeSpan after)
    {
        lock (_shown) _shown.Add(after.TotalMilliseconds);
    }

    /// <summary>Milliseconds from news to a page that shows it; 0 before the first.</summary>
    public (double Half, double Most) ShownWithin()
    {
        lock (_shown) return (_shown.Percentile(0.5), _shown.Percentile(0.95));
    }

    /// <summary>Cheap and safe from any thread; listeners only set a flag.</summary>
    public void Announce(string topic)
    {
        if (!_listeners.TryGetValue(topic, out var listeners)) return;
        foreach (var listener in listeners.Values)
        {
            try
            {
                listener();
            }
            catch (Exception fault)
            {
                log.LogWarning(fault, "A listener of {Topic} failed", topic);
            }
        }
    }

    public IDisposable Listen(string topic, Action heard)
    {
        var id = Guid.CreateVersion7();
        var listeners = _listeners.GetOrAdd(topic, static _ => new());
        listeners[id] = heard;
        return new Ear(() => listeners.TryRemove(id, out _));
    }

    private sealed class Ear(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
