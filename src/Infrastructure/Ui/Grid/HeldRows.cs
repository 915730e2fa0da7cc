namespace IoTConsole.Infrastructure.Ui.Grid;

/// <summary>
/// Which rows are shown, and where: while a hand is in the list the rows stay where they are, their cells follow, and what would
/// move waits.
/// </summary>
internal sealed class HeldRows<TRow>
{
    private IReadOnlyList<TRow> _newest = [];
    private string? _asked;

    public List<TRow> Shown { get; private set; } = [];

    /// <summary>Shown rows that are no longer part of what was asked for.</summary>
    public HashSet<Guid> Gone { get; } = [];

    /// <summary>How many rows came, went or moved since.</summary>
    public int Waiting { get; private set; }

    /// <param name="asked">What the rows answer; another question is answered at once.</param>
    public void Take(IReadOnlyList<TRow> rows, string asked, bool held, Func<TRow, Guid> keyOf)
    {
        var another = asked != _asked;
        (_newest, _asked) = (rows, asked);
        if (another || !held || Shown.Count == 0)
        {
            Settle();
            return;
        }

        var fresh = rows.ToDictionary(keyOf);
        Gone.Clear();
        for (var i = 0; i < Shown.Count; i++)
        {
            if (fresh.TryGetValue(keyOf(Shown[i]), out var row)) Shown[i] = row;
            else Gone.Add(keyOf(Shown[i]));
        }

        var shown = Shown.Select(keyOf).ToHashSet();
        var came = rows.Count(r => !shown.Contains(keyOf(r)));
        var moved = came + Gone.Count > 0 ? 0 : rows.Where((r, i) => keyOf(r) != keyOf(Shown[i])).Count();
        Waiting = Math.Max(came, Gone.Count) + moved;
    }

    /// <summary>Shows what is newest.</summary>
    public void Settle()
    {
        Shown = [.. _newest];
        Gone.Clear();
        Waiting = 0;
    }
}
