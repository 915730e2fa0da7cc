namespace IoTConsole.Infrastructure.Ui.Grid;

/// <summary>Which rows are ticked. Kept over the pages of one list; another filter begins anew.</summary>
internal sealed class Choosing
{
    private readonly HashSet<Guid> _ids = [];
    private Guid? _anchor;

    public bool All { get; private set; }

    public bool Any => All || _ids.Count > 0;

    public IReadOnlyCollection<Guid> Ids => _ids;

    public bool Has(Guid id) => All || _ids.Contains(id);

    /// <summary>One row; with <paramref name="range"/> everything between it and the one before.</summary>
    public void Turn(Guid id, bool range, IReadOnlyList<Guid> shown)
    {
        if (All)
        {
            // From all to all of this page but one: what is seen is what is meant.
            (All, _anchor) = (false, null);
            _ids.UnionWith(shown);
        }

        var on = !_ids.Contains(id);
        var (from, to) = (_anchor is { } anchor ? shown.IndexOf(anchor) : -1, shown.IndexOf(id));
        if (range && from >= 0 && to >= 0)
            for (var i = Math.Min(from, to); i <= Math.Max(from, to); i++) Set(shown[i], on);
        else Set(id, on);
        _anchor = id;
    }

    public void TurnPage(IReadOnlyList<Guid> shown)
    {
        var on = All || !shown.All(_ids.Contains);
        if (All) _ids.Clear();
        if (All) on = false;
        All = false;
        foreach (var id in shown) Set(id, on);
    }

    public void ChooseAll()
    {
        _ids.Clear();
        All = true;
    }

    public void Clear()
    {
        _ids.Clear();
        (All, _anchor) = (false, null);
    }

    private void Set(Guid id, bool on)
    {
        if (on) _ids.Add(id);
        else _ids.Remove(id);
    }
}

file static class Places
{
    public static int IndexOf(this IReadOnlyList<Guid> list, Guid id)
    {
        for (var i = 0; i < list.Count; i++)
            if (list[i] == id) return i;
        return -1;
    }
}
