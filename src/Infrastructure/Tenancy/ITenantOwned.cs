namespace IoTConsole.Infrastructure.Tenancy;

/// <summary>A row of one tenant. Reads are filtered to the caller's tenant and writes are stamped with it, by the plumbing.</summary>
public interface ITenantOwned
{
    Guid TenantId { get; set; }
}

/// <summary>A row that stands at a node of the site tree. Reads see it only from a grant at that node or above.</summary>
public interface IPlaced : ITenantOwned
{
    /// <summary>The path of its node: lower-case codes each closed by a slash, parents first. Moved with the node by the plumbing.</summary>
    string SitePath { get; set; }
}
