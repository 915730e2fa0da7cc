namespace IoTConsole.Infrastructure.Palette;

/// <summary>Things with their folded text, held in memory to be searched at every key press.</summary>
public sealed class PaletteIndex<T>(IReadOnlyCollection<T> things, Func<T, string> textOf)
{
    private readonly (T Thing, string Folded)[] _all = [.. things.Select(t => (t, PaletteWords.Folded(textOf(t))))];

    /// <summary>The best first. Slips of the hand are looked for only when too little is found exactly.</summary>
    /// <param name="sees">Asked for what would be answered, before it is: never shows what the person cannot see.</param>
    public IReadOnlyList<(T Thing, int Score)> Find(PaletteWords words, int most, Func<T, bool> sees)
    {
        if (words.IsEmpty || most <= 0) return [];
        var found = Scan(static (w, text) => w.Exactly(text), words, most, sees);
        return found.Count >= Math.Min(most, 3) ? found : Scan(static (w, text) => w.Roughly(text), words, most, sees);
    }

    private delegate int Judge(PaletteWords words, ReadOnlySpan<char> text);

    private List<(T Thing, int Score)> Scan(Judge judge, PaletteWords words, int most, Func<T, bool> sees)
    {
        // The worst of the best on top; among equals the shorter text and then the earlier one wins.
        var best = new PriorityQueue<(T Thing, int Score, string Folded), (int, int, string)>(Comparer<(int Score, int Short, string Text)>.Create(
            (a, b) => a.Score != b.Score ? a.Score.CompareTo(b.Score) : a.Short != b.Short ? a.Short.CompareTo(b.Short) : string.CompareOrdinal(b.Text, a.Text)));
        foreach (var (thing, folded) in _all)
        {
            var score = judge(words, folded);
            if (score == 0 || (best.Count == most && best.TryPeek(out var worst, out _) && worst.Score > score) || !sees(thing)) continue;
            var rank = (score, -folded.Length, folded);
            if (best.Count < most) best.Enqueue((thing, score, folded), rank);
            else best.EnqueueDequeue((thing, score, folded), rank);
        }

        var found = new List<(T, int)>(best.Count);
        while (best.TryDequeue(out var next, out _)) found.Add((next.Thing, next.Score));
        found.Reverse();
        return found;
    }
}
