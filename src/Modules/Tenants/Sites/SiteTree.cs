using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Tenants.Sites;

/// <summary>One organisation's tree as it stood at one moment; never altered, only replaced.</summary>
internal sealed class SiteTree
{
    private readonly Dictionary<Guid, SiteNode> _byId;
    private readonly Dictionary<string, (int Start, int Count)> _byPath;
    private readonly SiteNode[] _ordered;

    public SiteTree(IReadOnlyCollection<SiteNode> nodes, Guid stamp)
    {
        Stamp = stamp;
        _byId = nodes.ToDictionary(n => n.Id);
        _byPath = new(nodes.Count, StringComparer.Ordinal);
        var children = nodes.Where(n => n.ParentId is not null).ToLookup(n => n.ParentId!.Value);
        var ordered = new List<SiteNode>(nodes.Count);
        foreach (var root in nodes.Where(n => n.ParentId is null)) Lay(root, children, ordered);
        _ordered = ordered.ToArray();
    }

    public Guid Stamp { get; }

    public SiteNode Root => _ordered[0];

    public bool IsEmpty => _ordered.Length == 0;

    public SiteNode? Find(Guid id) => _byId.GetValueOrDefault(id);

    public SiteNode? FindByPath(string path) => _byPath.TryGetValue(path, out var place) ? _ordered[place.Start] : null;

    public IReadOnlyList<SiteNode> Below(string path) =>
        _byPath.TryGetValue(path, out var place) ? new ArraySegment<SiteNode>(_ordered, place.Start, place.Count) : Array.Empty<SiteNode>();

    public IReadOnlyList<SiteNode> Trail(string path)
    {
        var trail = new List<SiteNode>(5);
        for (var end = path.IndexOf('/', StringComparison.Ordinal); end >= 0; end = path.IndexOf('/', end + 1))
        {
            if (FindByPath(path[..(end + 1)]) is not { } node) break;
            trail.Add(node);
        }

        return trail;
    }

    private void Lay(SiteNode node, ILookup<Guid, SiteNode> children, List<SiteNode> ordered)
    {
        var start = ordered.Count;
        ordered.Add(node);
        foreach (var child in children[node.Id].OrderBy(c => c.Name, NaturalOrder.Of).ThenBy(c => c.Path, StringComparer.Ordinal)) Lay(child, children, ordered);
        _byPath[node.Path] = (start, ordered.Count - start);
    }
}
