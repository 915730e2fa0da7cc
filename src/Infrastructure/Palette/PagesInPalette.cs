using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Ui;
using MudBlazor;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Infrastructure.Palette;

/// <summary>The places of the left rail that the caller may open.</summary>
internal sealed class PagesInPalette(IEnumerable<NavItem> places, Caller caller) : IPaletteSource
{
    public string Kind => "page";

    public string Heading => "Pages";

    public string Icon => Icons.Material.Outlined.Description;

    public ValueTask<IReadOnlyList<PaletteHit>> FindAsync(PaletteWords words, int most, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<PaletteHit>>(places.Where(IsPermitted)
            .Select(p => (Place: p, Score: words.IsEmpty ? 1 : words.Score(T(p.Title), p.Title)))
            .Where(p => p.Score > 0).OrderByDescending(p => p.Score).ThenBy(p => p.Place.Order).Take(most)
            .Select(p => HitOf(p.Place, p.Score)).ToList());

    public ValueTask<PaletteHit?> RecallAsync(string id, CancellationToken ct) =>
        ValueTask.FromResult(places.FirstOrDefault(p => p.Href == id && IsPermitted(p)) is { } place ? HitOf(place, 1) : null);

    private bool IsPermitted(NavItem place) => caller.Actor.Can(place.Permission);

    private static PaletteHit HitOf(NavItem place, int score) => new(place.Href, T(place.Title), null, place.Href, score) { Icon = place.Icon };
}
