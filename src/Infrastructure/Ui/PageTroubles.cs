using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Infrastructure.Ui;

/// <summary>What the open page and its panels could not load, for the shell to show in one place. One a circuit.</summary>
public sealed class PageTroubles
{
    internal static readonly Problem CouldNotLoad = new(
        ProblemKind.Busy, "page.could-not-load", Words.Key("This could not be read just now. Nothing was changed or lost; try again in a moment."));

    private readonly Dictionary<object, PageTrouble> _byPage = [];

    /// <summary>Raised on the circuit's own thread.</summary>
    public event Action? Changed;

    /// <summary>Each different trouble once, the first first.</summary>
    public IReadOnlyList<PageTrouble> All => _byPage.Values.DistinctBy(t => t.Problem).ToList();

    public bool Any => _byPage.Count > 0;

    public void Report(object page, Problem? problem, DateTimeOffset? shownAsOf, Func<Task> tryAgain)
    {
        if (problem is null)
        {
            Forget(page);
            return;
        }

        _byPage[page] = new PageTrouble(problem, shownAsOf, tryAgain);
        Changed?.Invoke();
    }

    public void Forget(object page)
    {
        if (_byPage.Remove(page)) Changed?.Invoke();
    }
}

/// <param name="ShownAsOf">When what is still on the screen was read; null when nothing was.</param>
public sealed record PageTrouble(Problem Problem, DateTimeOffset? ShownAsOf, Func<Task> TryAgain);
