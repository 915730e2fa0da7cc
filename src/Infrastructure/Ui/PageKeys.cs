namespace IoTConsole.Infrastructure.Ui;

/// <param name="Keys">As they are named on the keyboard, separated by spaces: <c>j k</c>.</param>
public sealed record KeyHint(string Keys, string Words);

/// <summary>What the keys do on the open page and in its parts, for the list on "?". One a circuit.</summary>
public sealed class PageKeys
{
    private readonly Dictionary<object, IReadOnlyList<KeyHint>> _byPart = [];

    /// <summary>Raised on the circuit's own thread.</summary>
    public event Action? Changed;

    public IReadOnlyList<KeyHint> All => _byPart.Values.SelectMany(k => k).Distinct().ToList();

    /// <summary>Until the part leaves; offering again replaces what it offered.</summary>
    public void Offer(object part, IReadOnlyList<KeyHint> keys)
    {
        if (keys.Count == 0) Forget(part);
        else
        {
            _byPart[part] = keys;
            Changed?.Invoke();
        }
    }

    public void Forget(object part)
    {
        if (_byPart.Remove(part)) Changed?.Invoke();
    }
}
