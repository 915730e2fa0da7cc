using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Palette;
using IoTConsole.Tenants.Contracts;
using MudBlazor;

namespace IoTConsole.Tenants.Sites;

internal sealed class SitesInPalette(ISiteDirectory sites, Caller caller) : IPaletteSource
{
    public string Kind => "site";

    public string Heading => "Sites";

    public string Icon => Icons.Material.Outlined.Apartment;

    public ValueTask<IReadOnlyList<PaletteHit>> FindAsync(PaletteWords words, int most, CancellationToken ct)
    {
        if (words.IsEmpty || caller.Actor.TenantId is not { } tenant || !caller.Actor.Can(TenantsPermissions.SitesView)) return ValueTask.FromResult<IReadOnlyList<PaletteHit>>([]);
        var seen = caller.Places.SelectMany(p => sites.Below(tenant, p)).DistinctBy(s => s.Id).ToList();

        // By its own name first; "harbour f3" finds the floor through its building's name.
        var found = new PaletteIndex<SiteNode>(seen, s => s.Name + PaletteWords.FieldEnd + sites.NameOf(tenant, s.Path)).Find(words, most, _ => true);
        return ValueTask.FromResult<IReadOnlyList<PaletteHit>>(found.Select(f => HitOf(f.Thing, f.Score)).ToList());
    }

    public ValueTask<PaletteHit?> RecallAsync(string id, CancellationToken ct) => ValueTask.FromResult(
        caller.Actor.TenantId is { } tenant && caller.Actor.Can(TenantsPermissions.SitesView) && Guid.TryParse(id, out var site)
        && sites.Find(tenant, site) is { } node && caller.Sees(tenant, node.Path) ? HitOf(node, 1) : null);

    private PaletteHit HitOf(SiteNode site, int score)
    {
        var above = string.Join(" › ", sites.Trail(site.TenantId, site.Path).SkipLast(1).Select(s => s.Name).TakeLast(2));
        return new PaletteHit(site.Id.ToString(), site.Name, above.Length == 0 ? SiteWords.Of(site.Kind) : $"{SiteWords.Of(site.Kind)} · {above}", $"/sites/{site.Id}", score);
    }
}
