namespace IoTConsole.Infrastructure.Palette;

/// <summary>
/// One kind of thing that the command palette finds: devices, sites, people, pages, actions, saved views. One a DI scope, registered
/// with <c>AddPaletteSource</c>. It answers only with what the scope's caller may see, also when it recalls.
/// </summary>
public interface IPaletteSource
{
    /// <summary>Lower case, without a colon; begins what the browser keeps of recent choices.</summary>
    string Kind { get; }

    /// <summary>Heading above its answers.</summary>
    string Heading { get; }

    /// <summary>Markup of a 24 px icon, as MudBlazor's constants have it.</summary>
    string Icon { get; }

    /// <summary>The best first, at most <paramref name="most"/>. Without words: what is offered before anything was typed, mostly nothing.</summary>
    ValueTask<IReadOnlyList<PaletteHit>> FindAsync(PaletteWords words, int most, CancellationToken ct);

    /// <summary>What was chosen before, as it is today; null when it is gone or no longer in the caller's sight.</summary>
    ValueTask<PaletteHit?> RecallAsync(string id, CancellationToken ct);
}

/// <param name="Id">Stable within its kind; the browser remembers it.</param>
/// <param name="Note">What tells it from others of the same name: the place, the address.</param>
/// <param name="Href">Where choosing it leads; empty for what the browser does by itself.</param>
/// <param name="Score">As <see cref="PaletteWords"/> judged it, 0 to 1000.</param>
public sealed record PaletteHit(string Id, string Title, string? Note, string Href, int Score)
{
    /// <summary>Its own icon; null for that of its kind.</summary>
    public string? Icon { get; init; }

    /// <summary>The theme that choosing it sets; null for everything else.</summary>
    public string? Theme { get; init; }

    /// <summary>Leaves the circuit: a document of its own, such as signing out.</summary>
    public bool IsDocument { get; init; }
}
