using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.Sites;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Keys;

internal sealed class CreateKey(ConsoleDbs dbs, Caller caller, GrantReach reach, LiveTopics topics, TimeProvider clock)
{
    internal sealed record Input(string Name, Role Role, Guid SiteId, DateTimeOffset? ExpiresAt);

    /// <param name="Key">The whole key. This is the only moment at which it can be told.</param>
    internal sealed record Created(Guid Id, string Key);

    public async Task<Result<Created>> RunAsync(Input ask, CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var site = await db.Set<Site>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == ask.SiteId, ct);
        if (site is null) return TenantsProblems.NoSite;
        if (caller.Refuses(TenantsPermissions.KeysManage, site.SitePath) is { } refused) return refused;
        if (!reach.Covers(caller.Actor, TenantsPermissions.KeysManage, ask.Role, site.SitePath)) return TenantsProblems.Beyond(ask.Role);
        if (string.IsNullOrWhiteSpace(ask.Name) || ask.Name.Trim().Length > 100) return TenantsProblems.KeyName;
        var now = clock.GetUtcNow();
        if (ask.ExpiresAt <= now) return TenantsProblems.KeyExpiry;

        var secret = KeySecret.NewKey();
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(now),
            TenantId = site.TenantId,
            SitePath = site.SitePath,
            SiteId = site.Id,
            Name = ask.Name.Trim(),
            Role = ask.Role,
            Prefix = KeySecret.PrefixOf(secret),
            Hash = KeySecret.HashOf(secret),
            CreatedAt = now,
            ExpiresAt = ask.ExpiresAt,
        };
        db.Add(key);
        await db.SaveChangesAsync(ct);
        topics.Announce($"people:{site.TenantId}");
        return new Created(key.Id, secret);
    }
}
