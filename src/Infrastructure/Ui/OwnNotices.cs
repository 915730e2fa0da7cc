namespace IoTConsole.Infrastructure.Ui;

/// <summary>A kind of news that the console says in a corner of the page while somebody works. A person may silence it.</summary>
/// <param name="Code">Lower-case word that is kept with the person, at most 20 characters: "work".</param>
/// <param name="Words">English sentence of what is told.</param>
public sealed record NoticeKind(string Code, string Words);

/// <summary>Which news the person in front of this circuit is told; all of it until they say otherwise.</summary>
public sealed class OwnNotices
{
    private HashSet<string> _silent = [];

    public bool Wants(string code) => !_silent.Contains(code);

    /// <param name="codes">With spaces between.</param>
    public void Silence(string codes) => _silent = [.. codes.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
