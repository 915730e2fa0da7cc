using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Palette;
using MudBlazor;

namespace IoTConsole.Tenants.Organisations;

/// <summary>For whoever runs the platform: organisations by name.</summary>
internal sealed class OrganisationsInPalette(OrganisationRegister register, Caller caller) : IPaletteSource
{
    public string Kind => "organisation";

    public string Heading => "Organisations";

    public string Icon => Icons.Material.Outlined.Domain;

    public async ValueTask<IReadOnlyList<PaletteHit>> FindAsync(PaletteWords words, int most, CancellationToken ct)
    {
        if (words.IsEmpty || !caller.Actor.Can(TenantsPermissions.PlatformManage)) return [];
        return (await register.ListAsync(ct)).Select(o => HitOf(o.TenantId, o.Name, words.Score(o.Name)))
            .Where(h => h.Score > 0).OrderByDescending(h => h.Score).Take(most).ToList();
    }

    public async ValueTask<PaletteHit?> RecallAsync(string id, CancellationToken ct) =>
        caller.Actor.Can(TenantsPermissions.PlatformManage) && (await register.ListAsync(ct)).FirstOrDefault(o => o.TenantId.ToString() == id) is { } organisation
            ? HitOf(organisation.TenantId, organisation.Name, 1)
            : null;

    private static PaletteHit HitOf(Guid id, string name, int score) => new(id.ToString(), name, null, "/organisations", score);
}
