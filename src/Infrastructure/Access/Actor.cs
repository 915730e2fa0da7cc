namespace IoTConsole.Infrastructure.Access;

public enum ActorKind
{
    Person,
    Key,
    Device,
    System,
}

/// <summary>A role held at a node: <paramref name="Path"/> is the node's path, a prefix of everything below it.</summary>
public sealed record HeldGrant(Role Role, Guid SiteId, string Path);

/// <summary>Who is acting, and what they hold at this moment.</summary>
/// <param name="TenantId">Null only for <see cref="System()"/>, which sees every tenant.</param>
public sealed record Actor(ActorKind Kind, Guid Id, string Name, Guid? TenantId, IReadOnlyList<HeldGrant> Grants)
{
    /// <summary>May create organisations. Grants nothing inside one.</summary>
    public bool RunsThePlatform { get; init; }

    /// <summary>Jobs and reactions: no person behind them, every tenant before them.</summary>
    public static Actor System() => new(ActorKind.System, Guid.Empty, "system", null, []);

    /// <summary>Plumbing that acts inside one tenant, such as just-in-time registration.</summary>
    public static Actor SystemFor(Guid tenantId) => new(ActorKind.System, Guid.Empty, "system", tenantId, []);

    public bool IsSystem => Kind == ActorKind.System;

    /// <summary>Held anywhere: what menus and page policies ask.</summary>
    public bool Can(Permission permission) => IsSystem || (permission.OfThePlatform && RunsThePlatform) || Grants.Any(g => permission.IsHeldBy(g.Role));

    /// <summary>Held at the node with this path or above it: what use cases ask.</summary>
    public bool Can(Permission permission, string path) =>
        IsSystem || Grants.Any(g => permission.IsHeldBy(g.Role) && path.StartsWith(g.Path, StringComparison.Ordinal));
}
