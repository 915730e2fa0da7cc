namespace IoTConsole.Infrastructure.Access;

/// <summary>One thing that may be permitted. Modules list theirs; the matrix of roles is reviewed as text.</summary>
/// <param name="Code">Stable, <c>module.verb</c>; also the name of the authorization policy.</param>
/// <param name="Words">What it allows, in the operator's words.</param>
/// <param name="Roles">Who holds it.</param>
public sealed record Permission(string Code, string Words, IReadOnlyList<Role> Roles)
{
    /// <summary>Every role may look at what lies in its scope.</summary>
    public static readonly IReadOnlyList<Role> Everyone = Enum.GetValues<Role>();

    /// <summary>Also held by whoever runs the platform, whatever their grants.</summary>
    public bool OfThePlatform { get; init; }

    public bool IsHeldBy(Role role) => Roles.Contains(role);
}
