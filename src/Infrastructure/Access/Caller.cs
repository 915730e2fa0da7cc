using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Infrastructure.Access;

/// <summary>Who is acting in this request, circuit or job, and how far they have narrowed their view. One a DI scope.</summary>
public sealed class Caller
{
    private Actor? _actor;

    /// <exception cref="InvalidOperationException">Nobody was established: a bug in the plumbing, never an anonymous pass.</exception>
    public Actor Actor => _actor ?? throw new InvalidOperationException("No caller was established for this scope.");

    public bool IsEstablished => _actor is not null;

    /// <summary>The scope bar's choice: a path inside the grants, or null for all of them.</summary>
    public string? Narrowed { get; private set; }

    /// <summary>The node chosen in the scope bar, for links.</summary>
    public Guid? NarrowedSite { get; private set; }

    /// <summary>The browser's session; null for whoever has none.</summary>
    public Guid? Session { get; private set; }

    public void Become(Actor actor, Guid? session = null) => (_actor, Session) = (actor, session);

    /// <summary>Narrowing never widens: the grants still apply to what remains.</summary>
    public void Narrow(Guid? siteId, string? path) => (NarrowedSite, Narrowed) = (siteId, path);

    /// <summary>The scope predicate for what is kept in memory: same tenant, and at or below a granted (and narrowed) node.</summary>
    public bool Sees(Guid tenantId, string path) =>
        (Actor.TenantId is null ? Actor.IsSystem : Actor.TenantId == tenantId) && Places.Any(p => path.StartsWith(p, StringComparison.Ordinal));

    /// <summary>The paths this caller sees now; everything below each is visible.</summary>
    public IReadOnlyList<string> Places => ConsoleDb.PlacesOf(Actor, Narrowed);

    /// <summary>Null when permitted somewhere; otherwise the refusal to return.</summary>
    public Problem? Refuses(Permission permission) => Actor.Can(permission) ? null : AccessProblems.Missing(permission);

    /// <summary>Null when permitted at the node with this path; otherwise the refusal to return.</summary>
    public Problem? Refuses(Permission permission, string path) =>
        Actor.Can(permission, path) ? null : AccessProblems.Missing(permission);
}
