using IoTConsole.Infrastructure.Access;
using MudBlazor;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Infrastructure.Palette;

/// <summary>What the caller is permitted to do, as the modules listed it.</summary>
internal sealed class ActionsInPalette(IEnumerable<PaletteAction> actions, Caller caller) : IPaletteSource
{
    public string Kind => "action";

    public string Heading => "Actions";

    public string Icon => Icons.Material.Outlined.Bolt;

    public ValueTask<IReadOnlyList<PaletteHit>> FindAsync(PaletteWords words, int most, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<PaletteHit>>(actions.Where(IsPermitted).OrderBy(a => a.Permission is null)
            .Select(a => HitOf(a, words.IsEmpty ? 1 : words.Score(T(a.Title), a.Title, a.Also)))
            .Where(h => h.Score > 0).OrderByDescending(h => h.Score).Take(most).ToList());

    public ValueTask<PaletteHit?> RecallAsync(string id, CancellationToken ct) =>
        ValueTask.FromResult(actions.FirstOrDefault(a => a.Id == id && IsPermitted(a)) is { } action ? HitOf(action, 1) : null);

    private bool IsPermitted(PaletteAction action) => action.Permission is null || caller.Actor.Can(action.Permission);

    private static PaletteHit HitOf(PaletteAction action, int score) =>
        new(action.Id, T(action.Title), null, action.Href, score) { Icon = action.Icon, Theme = action.Theme, IsDocument = action.IsDocument };
}
