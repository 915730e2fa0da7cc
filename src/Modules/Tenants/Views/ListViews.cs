using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Views;

/// <summary>The caller's own views and those shared with a role of theirs, by name; of one page, or of all when none is named.</summary>
internal sealed class ListViews(ConsoleDbs dbs, Caller caller)
{
    private const int Most = 200;

    /// <param name="Own">The caller made it, so may change and remove it.</param>
    /// <param name="IsDefault">The page opens in it for the caller.</param>
    internal sealed record Row(Guid Id, string Page, string Name, string Query, Role? SharedWith, string Owner, bool Own, bool IsDefault);

    public async Task<Result<IReadOnlyList<Row>>> RunAsync(string? page, CancellationToken ct)
    {
        if (caller.Refuses(TenantsPermissions.ViewsUse) is { } refused) return refused;
        await using var db = await dbs.OpenAsync(ct);
        var (me, roles) = (caller.Actor.Id, caller.Actor.Grants.Select(g => (Role?)g.Role).Distinct().ToArray());
        var views = db.Set<SavedView>().AsNoTracking().Where(v => v.OwnerId == me || roles.Contains(v.SharedWith));
        if (page is not null) views = views.Where(v => v.Page == page);
        var found = await views.OrderBy(v => v.Name).ThenBy(v => v.Id).Take(Most).ToListAsync(ct);
        var chosen = await db.Set<DefaultView>().AsNoTracking().Where(d => d.PersonId == me).Select(d => d.ViewId).Take(Most).ToListAsync(ct);
        return found.ConvertAll(v => new Row(v.Id, v.Page, v.Name, v.Query, v.SharedWith, v.Owner, v.OwnerId == me, chosen.Contains(v.Id)));
    }
}
