using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Keys;

/// <summary>The next request with the key is refused. The row stays, so that its audit rows keep their name.</summary>
internal sealed class RevokeKey(ConsoleDbs dbs, Caller caller, LiveTopics topics, TimeProvider clock)
{
    public async Task<Result<Done>> RunAsync(Guid id, CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var key = await db.Set<ApiKey>().SingleOrDefaultAsync(k => k.Id == id, ct);
        if (key is null) return TenantsProblems.NoKey;
        if (caller.Refuses(TenantsPermissions.KeysManage, key.SitePath) is { } refused) return refused;
        key.RevokedAt ??= clock.GetUtcNow();
        await db.SaveChangesAsync(ct);
        topics.Announce($"people:{key.TenantId}");
        return Done.It;
    }
}
