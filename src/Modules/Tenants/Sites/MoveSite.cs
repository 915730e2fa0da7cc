using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.People;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Sites;

/// <summary>Puts a node, and everything that stands at it or below, under another parent.</summary>
internal sealed class MoveSite(ConsoleDbs dbs, Caller caller, SiteDirectory directory, Actors actors, TimeProvider clock)
{
    internal sealed record Input(Guid Id, int Version, Guid NewParentId);

    public async Task<Result<Done>> RunAsync(Input ask, CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var site = await db.Set<Site>().SingleOrDefaultAsync(s => s.Id == ask.Id, ct);
        var parent = await db.Set<Site>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == ask.NewParentId, ct);
        if (site is null || parent is null) return TenantsProblems.NoSite;
        if (caller.Refuses(TenantsPermissions.SitesEdit, site.SitePath) is { } refused) return refused;
        if (caller.Refuses(TenantsPermissions.SitesEdit, parent.SitePath) is { } there) return there;
        if (site.ParentId is null) return TenantsProblems.RootStays;

        // The parent loses it: whoever may only edit the node itself may not take it out of somebody else's part.
        var from = directory.Find(site.TenantId, site.ParentId.Value)!;
        if (caller.Refuses(TenantsPermissions.SitesEdit, from.Path) is { } here) return here;
        if (site.Version != ask.Version) return TenantsProblems.SiteEditedMeanwhile(site.Name);
        if (parent.SitePath.StartsWith(site.SitePath, StringComparison.Ordinal)) return TenantsProblems.MoveIntoItself;
        if (site.Kind <= parent.Kind) return TenantsProblems.WrongLevel(site.Kind, parent.Kind);
        var siblings = await db.Set<Site>().Where(s => s.ParentId == parent.Id && s.Id != site.Id).Select(s => new { s.Name, s.Code }).ToListAsync(ct);
        if (siblings.Exists(s => s.Name.Equals(site.Name, StringComparison.OrdinalIgnoreCase))) return TenantsProblems.SameName(site.Name);
        if (siblings.Exists(s => s.Code == site.Code)) site.Code = SiteRules.NewCode(siblings.Select(s => s.Code).ToHashSet());

        var (old, path) = (site.SitePath, $"{parent.SitePath}{site.Code}/");
        var saved = await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            (site.ParentId, site.SitePath, site.Version) = (parent.Id, path, ask.Version + 1);
            await SiteTreeStamp.TouchAsync(db, site.TenantId, clock.GetUtcNow(), ct);
            db.Announce(new SiteMoved(site.TenantId, site.Id, old, path));
            if (await db.TrySaveAsync(TenantsProblems.SiteEditedMeanwhile(site.Name), ct) is { } taken) return (Problem?)taken;
            await PlacedRows.MoveAsync(db, site.TenantId, old, path, ct);
            await AccessStamp.TouchHoldersAsync(db, path, clock.GetUtcNow(), ct);
            await transaction.CommitAsync(ct);
            return null;
        });
        if (saved is not null) return saved;
        await directory.ReloadAsync(site.TenantId, ct);
        await actors.LookAsync(ct);
        return Done.It;
    }
}
