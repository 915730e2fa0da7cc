using Microsoft.Extensions.Logging;

namespace IoTConsole.Infrastructure.Palette;

/// <param name="Best">Score of its best answer: groups stand in this order.</param>
public sealed record PaletteGroup(IPaletteSource Source, IReadOnlyList<PaletteHit> Hits, int Best);

/// <summary>Asks every source for one person. One that fails is left out and does not keep the others from answering.</summary>
public sealed class PaletteAnswers(IEnumerable<IPaletteSource> sources, ILogger<PaletteAnswers> log)
{
    /// <summary>Answers of one kind that are shown at most.</summary>
    public const int MostOfAKind = 6;

    private readonly IPaletteSource[] _sources = [.. sources];

    /// <summary>The kind with the best answer first.</summary>
    public async Task<IReadOnlyList<PaletteGroup>> FindAsync(string? typed, CancellationToken ct)
    {
        var words = PaletteWords.Of(typed);
        var groups = new List<PaletteGroup>();
        foreach (var source in _sources)
        {
            var hits = await TryAsync<IReadOnlyList<PaletteHit>>(source, async () => await source.FindAsync(words, words.IsEmpty ? 30 : MostOfAKind, ct), ct) ?? [];
            if (hits.Count > 0) groups.Add(new PaletteGroup(source, hits, hits[0].Score));
        }

        return groups.OrderByDescending(g => g.Best).ToList();
    }

    /// <summary>Earlier choices, <c>kind:id</c> each, that still exist in the caller's sight.</summary>
    public async Task<IReadOnlyList<(IPaletteSource Source, PaletteHit Hit)>> RecallAsync(IEnumerable<string> keys, CancellationToken ct)
    {
        var recalled = new List<(IPaletteSource, PaletteHit)>();
        foreach (var key in keys.Take(8))
        {
            var end = key.IndexOf(':', StringComparison.Ordinal);
            if (end <= 0 || Array.Find(_sources, s => s.Kind == key[..end]) is not { } source) continue;
            if (await TryAsync(source, async () => await source.RecallAsync(key[(end + 1)..], ct), ct) is { } hit) recalled.Add((source, hit));
        }

        return recalled;
    }

    private async Task<T?> TryAsync<T>(IPaletteSource source, Func<Task<T?>> ask, CancellationToken ct)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(fault, "The palette's {Kind} source failed", source.Kind);
            return null;
        }
    }
}
