using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Tenants.Sites;

/// <summary>The part of the tree that the caller sees, in tree order. Read from the directory, which is the tree.</summary>
internal sealed class ListSites(ISiteDirectory directory, Caller caller)
{
    public const int Most = 50_000;

    /// <param name="Depth">0 for the topmost visible node of its branch.</param>
    internal sealed record Row(Guid Id, Guid? ParentId, SiteKind Kind, string Name, string Path, string? TimeZone, double? Latitude, double? Longitude, int Depth, int Below);

    /// <param name="Search">Part of a name, whatever the case; matches keep the tree's order.</param>
    internal sealed record Input(Guid? Under = null, string? Search = null, int Skip = 0, int Take = 500);

    public Task<Result<List<Row>>> RunAsync(Input ask, CancellationToken ct)
    {
        if (caller.Refuses(TenantsPermissions.SitesView) is { } refused) return Task.FromResult<Result<List<Row>>>(refused);
        var tenant = caller.Actor.TenantId!.Value;
        var places = caller.Places;
        if (ask.Under is { } id)
        {
            if (directory.Find(tenant, id) is not { } under || !caller.Sees(tenant, under.Path)) return Task.FromResult<Result<List<Row>>>(TenantsProblems.NoSite);
            places = [under.Path];
        }

        // Of overlapping grants the upper one shows everything; the lower one would show it again.
        var tops = places.Where(p => !places.Any(q => q.Length < p.Length && p.StartsWith(q, StringComparison.Ordinal))).ToList();
        var rows = directory.Below(tenant, directory.Root(tenant).Path)
            .Where(n => tops.Any(t => n.Path.StartsWith(t, StringComparison.Ordinal)))
            .Where(n => string.IsNullOrWhiteSpace(ask.Search) || n.Name.Contains(ask.Search.Trim(), StringComparison.OrdinalIgnoreCase))
            .Skip(ask.Skip).Take(Math.Clamp(ask.Take, 1, Most))
            .Select(n => new Row(
                n.Id, n.ParentId, n.Kind, n.Name, n.Path, n.TimeZone, n.Latitude, n.Longitude,
                Level(n.Path) - Level(tops.First(t => n.Path.StartsWith(t, StringComparison.Ordinal))),
                directory.Below(tenant, n.Path).Count - 1))
            .ToList();
        return Task.FromResult<Result<List<Row>>>(rows);
    }

    private static int Level(string path) => path.Count(c => c == '/');
}
