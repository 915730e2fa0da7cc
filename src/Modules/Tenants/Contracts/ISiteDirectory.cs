namespace IoTConsole.Tenants.Contracts;

/// <summary>
/// Every organisation's site tree, in memory. A singleton, at once fresh on the node that changed a tree and within two seconds elsewhere.
/// It is not filtered by scope: whoever shows an answer to a person asks <c>caller.Sees</c> first.
/// </summary>
public interface ISiteDirectory
{
    /// <summary>Null when the organisation has no such site.</summary>
    SiteNode? Find(Guid tenantId, Guid siteId);

    /// <summary>Null when no node has exactly this path.</summary>
    SiteNode? FindByPath(Guid tenantId, string path);

    /// <exception cref="KeyNotFoundException">No organisation has this id.</exception>
    SiteNode Root(Guid tenantId);

    /// <summary>The node itself first, then everything below it in tree order (children by name). Empty for an unknown path.</summary>
    IReadOnlyList<SiteNode> Below(Guid tenantId, string path);

    /// <summary>The portfolio first, the node itself last. For a path that is not known, its known part.</summary>
    IReadOnlyList<SiteNode> Trail(Guid tenantId, string path);

    /// <summary>The zone set at the node or at the nearest one above it; UTC when there is none.</summary>
    TimeZoneInfo ZoneOf(Guid tenantId, string path);

    /// <summary>From the building down: "Harbour House › Floor 3 › Zone B". Above buildings, the node's own name. Empty for an unknown path.</summary>
    string NameOf(Guid tenantId, string path);
}
