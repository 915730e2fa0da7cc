using IoTConsole.Infrastructure.Access;

namespace IoTConsole.Tenants.People;

/// <summary>
/// Nobody passes on more than they hold: a role may be given at a node only by someone who holds, at that node, every
/// permission the role brings. Computed from the permissions themselves, so that a new one cannot open a hole.
/// </summary>
internal sealed class GrantReach(IEnumerable<Permission> permissions)
{
    private readonly List<Permission> _permissions = permissions.ToList();

    /// <param name="toGive">The right to give at all: to people, or to keys.</param>
    public bool Covers(Actor actor, Permission toGive, Role role, string path) =>
        actor.IsSystem || (actor.Can(toGive, path) && _permissions.Where(p => p.IsHeldBy(role)).All(p => actor.Can(p, path)));

    /// <summary>What the actor may give at the node. A service account is a program and has keys, not a person.</summary>
    public List<Role> RolesFor(Actor actor, Permission toGive, string path) =>
        Enum.GetValues<Role>().Where(r => r != Role.ServiceAccount || toGive == TenantsPermissions.KeysManage).Where(r => Covers(actor, toGive, r, path)).ToList();
}
