namespace IoTConsole.Tenants.Contracts;

/// <summary>The levels of the site tree, from the top down. A child is always of a lower level than its parent; levels may be skipped.</summary>
public enum SiteKind
{
    Portfolio,
    Region,
    Building,
    Floor,
    Zone,
}

/// <summary>A node of the site tree as it stood when the directory was last read.</summary>
/// <param name="ParentId">Null for the portfolio, of which each organisation has exactly one.</param>
/// <param name="Path">Lower-case codes each closed by a slash, parents first: <c>r7kq/b3mx/</c>. Changes when the node moves; the id does not.</param>
/// <param name="TimeZone">IANA name, set here; null when inherited. <see cref="ISiteDirectory.ZoneOf"/> resolves it.</param>
/// <param name="Latitude">Degrees, -90 to 90, WGS 84.</param>
/// <param name="Longitude">Degrees, -180 to 180, WGS 84.</param>
public sealed record SiteNode(
    Guid Id, Guid TenantId, Guid? ParentId, SiteKind Kind, string Name, string Path, string? TimeZone, double? Latitude, double? Longitude);
