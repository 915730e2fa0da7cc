using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Sites;

internal sealed class AddSite(ConsoleDbs dbs, Caller caller, SiteDirectory directory, TimeProvider clock)
{
    internal sealed record Input(Guid ParentId, SiteKind Kind, string Name, string? TimeZone, double? Latitude, double? Longitude);

    public async Task<Result<Guid>> RunAsync(Input ask, CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var parent = await db.Set<Site>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == ask.ParentId, ct);
        if (parent is null) return TenantsProblems.NoSite;
        if (caller.Refuses(TenantsPermissions.SitesEdit, parent.SitePath) is { } refused) return refused;
        if (SiteRules.Refuse(ask.Kind, ask.Name, ask.TimeZone, ask.Latitude, ask.Longitude, parent.Kind) is { } wrong) return wrong;
        var siblings = await db.Set<Site>().Where(s => s.ParentId == parent.Id).Select(s => new { s.Name, s.Code }).ToListAsync(ct);
        if (siblings.Exists(s => s.Name.Equals(ask.Name.Trim(), StringComparison.OrdinalIgnoreCase))) return TenantsProblems.SameName(ask.Name);
        var code = SiteRules.NewCode(siblings.Select(s => s.Code).ToHashSet());
        var site = new Site
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            TenantId = parent.TenantId,
            ParentId = parent.Id,
            Kind = ask.Kind,
            Name = ask.Name.Trim(),
            Code = code,
            SitePath = $"{parent.SitePath}{code}/",
            TimeZone = ask.TimeZone,
            Latitude = ask.Latitude,
            Longitude = ask.Longitude,
        };
        db.Add(site);
        await SiteTreeStamp.TouchAsync(db, site.TenantId, clock.GetUtcNow(), ct);
        db.Announce(new SiteChanged(site.TenantId, site.Id));
        if (await db.TrySaveAsync(TenantsProblems.SameName(ask.Name), ct) is { } taken) return taken;
        await directory.ReloadAsync(site.TenantId, ct);
        return site.Id;
    }
}
