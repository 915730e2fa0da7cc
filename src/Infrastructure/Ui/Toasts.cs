namespace IoTConsole.Infrastructure.Ui;

/// <summary>Short news for the person in front of the screen, with a door to what it is about. One a circuit; the shell shows them.</summary>
public sealed class Toasts
{
    private const int Most = 3;
    private readonly List<Toast> _shown = [];

    /// <param name="Href">Within the console; null for mere news.</param>
    public sealed record Toast(Guid Id, string Words, string? Href, string? Door);

    /// <summary>Raised on the circuit's own thread.</summary>
    public event Action? Changed;

    public IReadOnlyList<Toast> Shown => _shown;

    /// <summary>The newest last; what was there longest gives way.</summary>
    public void Say(string words, string? href = null, string? door = null)
    {
        // What is said again of the same thing takes the place of what was said before.
        if (href is not null) _shown.RemoveAll(t => t.Href == href);
        _shown.Add(new(Guid.CreateVersion7(), words, href, door));
        if (_shown.Count > Most) _shown.RemoveAt(0);
        Changed?.Invoke();
    }

    public void Dismiss(Guid id)
    {
        if (_shown.RemoveAll(t => t.Id == id) > 0) Changed?.Invoke();
    }
}
