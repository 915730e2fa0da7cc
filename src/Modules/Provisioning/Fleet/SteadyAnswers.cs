using IoTConsole.Provisioning.Contracts;

namespace IoTConsole.Provisioning.Fleet;

/// <summary>
/// Answers that only a change of a device makes old, kept until there is one: open lists that follow the fleet ask the same few questions
/// every few seconds, a hundred of them together. What is measured moves by itself and has no place here.
/// </summary>
internal sealed class SteadyAnswers(IDeviceDirectory devices)
{
    private const int Most = 128;
    private readonly Lock _lock = new();
    private readonly Dictionary<object, object> _known = [];
    private int _version = -1;

    /// <param name="question">All that the answer depends on besides the devices, compared by value.</param>
    /// <param name="work">Null when there is no answer to keep.</param>
    public T? Of<T>(object question, Func<T?> work)
        where T : class
    {
        // Before the work: a change meanwhile makes its answer old at once.
        var version = devices.Version;
        lock (_lock)
        {
            if (_version == version && _known.TryGetValue(question, out var known)) return (T)known;
        }

        if (work() is not { } answer) return null;
        lock (_lock)
        {
            if (_version != version || _known.Count >= Most) _known.Clear();
            _version = version;
            _known[question] = answer;
        }

        return answer;
    }
}
