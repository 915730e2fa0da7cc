using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Infrastructure.Live;

/// <summary>
/// Tells open pages that something they show may have changed. A topic carries no data: each page loads again within its
/// own scope, so nothing can leak. A listener that fails or is gone never disturbs the others.
/// </summary>
public sealed class LiveTopics(ILogger<LiveTopics> log)
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Guid, Action>> _listeners = new();

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
