using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Keys;

internal sealed class ListKeys(ConsoleDbs dbs, Caller caller, ISiteDirectory directory, TimeProvider clock)
{
    /// <param name="Open">Neither revoked nor expired.</param>
    internal sealed record Row(
        Guid Id, string Name, string Prefix, Role Role, Guid SiteId, string Where, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
        DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt, bool Open);

    public async Task<Result<List<Row>>> RunAsync(CancellationToken ct, int skip = 0, int take = 500)
    {
        if (caller.Refuses(TenantsPermissions.KeysManage) is { } refused) return refused;
        await using var db = await dbs.OpenAsync(ct);
        var places = caller.Actor.Grants.Where(g => TenantsPermissions.KeysManage.IsHeldBy(g.Role)).Select(g => g.Path).Distinct().ToArray();
        var keys = await db.Set<ApiKey>().AsNoTracking().Where(k => places.Any(p => k.SitePath.StartsWith(p)))
            .OrderByDescending(k => k.CreatedAt).ThenBy(k => k.Id).Skip(skip).Take(Math.Clamp(take, 1, 501)).ToListAsync(ct);
        return keys.ConvertAll(k => new Row(
            k.Id, k.Name, k.Prefix, k.Role, k.SiteId, directory.NameOf(k.TenantId, k.SitePath), k.CreatedAt, k.ExpiresAt, k.LastUsedAt, k.RevokedAt,
            k.IsOpen(clock.GetUtcNow())));
    }
}
