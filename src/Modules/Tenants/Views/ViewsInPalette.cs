using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Palette;
using MudBlazor;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Tenants.Views;

/// <summary>Saved views that the caller sees, by name.</summary>
internal sealed class ViewsInPalette(ListViews list, Caller caller) : IPaletteSource
{
    public string Kind => "view";

    public string Heading => T("Views");

    public string Icon => Icons.Material.Outlined.Bookmarks;

    public async ValueTask<IReadOnlyList<PaletteHit>> FindAsync(PaletteWords words, int most, CancellationToken ct)
    {
        if (words.IsEmpty || !caller.Actor.Can(TenantsPermissions.ViewsUse)) return [];
        var views = await list.RunAsync(null, ct);
        return views.Succeeded
            ? views.Value.Select(v => Hit(v, words.Score(v.Name))).Where(h => h.Score > 0).OrderByDescending(h => h.Score).Take(most).ToList()
            : [];
    }

    public async ValueTask<PaletteHit?> RecallAsync(string id, CancellationToken ct)
    {
        var views = await list.RunAsync(null, ct);
        return views.Succeeded && views.Value.FirstOrDefault(v => v.Id.ToString() == id) is { } view ? Hit(view, 0) : null;
    }

    private static PaletteHit Hit(ListViews.Row view, int score) => new(view.Id.ToString(), view.Name, view.Page, ViewRules.AddressOf(view), score);
}
