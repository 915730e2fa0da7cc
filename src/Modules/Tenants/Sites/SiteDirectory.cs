using System.Collections.Concurrent;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Sites;

internal sealed class SiteDirectory(IDbContextFactory<ConsoleDb> factory, LiveTopics topics) : ISiteDirectory, IDisposable
{
    private readonly ConsoleDbs _dbs = new(factory, new Caller());
    private readonly ConcurrentDictionary<Guid, SiteTree> _trees = new();
    private readonly SemaphoreSlim _loading = new(1, 1);

    public SiteNode? Find(Guid tenantId, Guid siteId) => TreeOf(tenantId)?.Find(siteId);

    public SiteNode? FindByPath(Guid tenantId, string path) => TreeOf(tenantId)?.FindByPath(path);

    public SiteNode Root(Guid tenantId) => TreeOf(tenantId)?.Root ?? throw new KeyNotFoundException($"There is no organisation {tenantId}.");

    public IReadOnlyList<SiteNode> Below(Guid tenantId, string path) => TreeOf(tenantId)?.Below(path) ?? [];

    public IReadOnlyList<SiteNode> Trail(Guid tenantId, string path) => TreeOf(tenantId)?.Trail(path) ?? [];

    public TimeZoneInfo ZoneOf(Guid tenantId, string path)
    {
        var zone = Trail(tenantId, path).LastOrDefault(n => n.TimeZone is not null)?.TimeZone;
        return zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;
    }

    public string NameOf(Guid tenantId, string path)
    {
        var trail = Trail(tenantId, path);
        if (trail.Count == 0) return "";
        return trail[^1].Kind < SiteKind.Building ? trail[^1].Name : string.Join(" › ", trail.Where(n => n.Kind >= SiteKind.Building).Select(n => n.Name));
    }

    /// <summary>Called after a change on this node, so that it is seen at once.</summary>
    public async Task ReloadAsync(Guid tenantId, CancellationToken ct)
    {
        // One at a time: of two readings the later one must be the one that stays.
        await _loading.WaitAsync(ct);
        try
        {
            await LoadAsync(tenantId, ct);
        }
        finally
        {
            _loading.Release();
        }

        topics.Announce($"sites:{tenantId}");
    }

    /// <summary>Loads every tree whose stamp is not the one in memory: all of them at the start, other nodes' changes later.</summary>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
        foreach (var stamp in await db.Set<SiteTreeStamp>().AsNoTracking().ToListAsync(ct))
            if (TreeOf(stamp.TenantId)?.Stamp != stamp.Stamp) await ReloadAsync(stamp.TenantId, ct);
    }

    public void Dispose() => _loading.Dispose();

    private SiteTree? TreeOf(Guid tenantId) => _trees.GetValueOrDefault(tenantId);

    private async Task LoadAsync(Guid tenantId, CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(Actor.SystemFor(tenantId), ct);

        // The stamp first: a change in between makes it stale, and the next look loads again.
        var stamp = await db.Set<SiteTreeStamp>().Where(s => s.TenantId == tenantId).Select(s => s.Stamp).SingleOrDefaultAsync(ct);
        var sites = await db.Set<Site>().AsNoTracking().ToListAsync(ct);
        var tree = new SiteTree(sites.ConvertAll(s => s.ToNode()), stamp);
        if (!tree.IsEmpty) _trees[tenantId] = tree;
    }
}
