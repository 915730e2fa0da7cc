using System.Reflection;
using IoTConsole.Infrastructure.Access;

namespace IoTConsole.Architecture.Tests.Access;

/// <summary>Who may do what, as text that is reviewed. Read from the code of each use case, so that a forgotten demand shows.</summary>
public class PermissionMatrixTests
{
    private static readonly IReadOnlyList<Permission> _permissions =
        Codebase.Registered.Where(s => s.ServiceType == typeof(Permission)).Select(s => (Permission)s.ImplementationInstance!).OrderBy(p => p.Code).ToList();

    [Fact]
    public void The_matrix_of_roles_is_the_reviewed_one()
    {
        Assert.NotEmpty(_permissions); // not blind
        ReviewedText.MustEqual("Reviewed/Permissions.txt", _permissions.Select(p => $"{p.Code}: {RolesOf(p)}"));
    }

    [Fact]
    public void What_each_use_case_demands_is_the_reviewed_demand()
    {
        var demands = Codebase.UseCases.Select(u => (UseCase: u, Permissions: DemandedBy(u))).ToList();

        Assert.Contains(demands, d => d.Permissions.Count > 0); // not blind
        ReviewedText.MustEqual("Reviewed/UseCases.txt", demands.Select(d => d.Permissions.Count == 0
            ? $"{d.UseCase.FullName!["IoTConsole.".Length..]}: {(AsksWhoRunsThePlatform(d.UseCase) ? "whoever runs the platform" : "demands nothing")}"
            : $"{d.UseCase.FullName!["IoTConsole.".Length..]}: {string.Join(", ", d.Permissions.Select(p => p.Code))} = {string.Join("; ", d.Permissions.Select(RolesOf).Distinct())}"));
    }

    [Fact]
    public void A_demanded_permission_is_a_registered_one()
    {
        Assert.Empty(Codebase.UseCases.SelectMany(DemandedBy).Except(_permissions).Select(p => p.Code));
    }

    [Fact]
    public void Codes_are_their_own()
    {
        Assert.Equal(_permissions.Count, _permissions.Select(p => p.Code).Distinct().Count());
    }

    private static List<Permission> DemandedBy(Type useCase) => Metadata.UsedBy(useCase).OfType<FieldInfo>()
        .Where(f => f.FieldType == typeof(Permission)).Select(f => (Permission)f.GetValue(null)!).OrderBy(p => p.Code).ToList();

    // Organisations as such belong to nobody's role: only the flag of a person opens them.
    private static bool AsksWhoRunsThePlatform(Type useCase) =>
        Metadata.UsedBy(useCase).Any(m => m.Name == "get_" + nameof(Actor.RunsThePlatform) && m.DeclaringType == typeof(Actor));

    private static string RolesOf(Permission permission) =>
        permission.Roles.Count == Permission.Everyone.Count ? "everyone"
        : string.Join(", ", permission.Roles.Select(r => r.ToString()).Concat(permission.OfThePlatform ? ["whoever runs the platform"] : []));
}
