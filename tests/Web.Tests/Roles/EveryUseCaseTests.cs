using IoTConsole.Infrastructure;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Testing;
using IoTConsole.Web.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Web.Tests.Roles;

/// <summary>The table of roles, run: every use case as every role, on the real database, allowed or refused exactly as the reviewed text says.</summary>
public class EveryUseCaseTests
{
    private static readonly IReadOnlyList<Type> _useCases = UseCaseTypes.In(ModuleList.Assemblies.Append(typeof(InfrastructureModule).Assembly).Distinct());

    [Fact]
    public void Every_use_case_has_a_case_or_stands_at_the_door()
    {
        var covered = UseCaseCases.All.Select(c => c.UseCase.Name).Concat(UseCaseCases.AtTheDoor).ToHashSet();

        Assert.True(_useCases.Count > 50, "Reflection sees the use cases."); // not blind
        Assert.Empty(_useCases.Where(u => !covered.Contains(u.Name)).Select(u => $"{u.FullName} has no case in UseCaseCases"));
        Assert.Empty(covered.Except(_useCases.Select(u => u.Name)));
    }

    [Fact]
    public async Task Each_role_gets_what_the_table_says_and_nothing_else()
    {
        await using var ground = await Ground.OpenAsync();
        var table = Reviewed("Permissions.txt");
        var demanded = Reviewed("UseCases.txt");
        var faults = new List<string>();
        foreach (var use in UseCaseCases.All)
        {
            // The case names the permission that opens the door; the reviewed text must say so, too.
            var said = demanded[use.UseCase.FullName!["IoTConsole.".Length..]];
            if (use.Permission.Length > 0 && !said.Contains(use.Permission, StringComparison.Ordinal)) faults.Add($"{use.UseCase.Name}: the reviewed text does not know {use.Permission}: {said}");
            foreach (var role in Enum.GetValues<Role>())
            {
                var allowed = use.Permission is UseCaseCases.Anybody || (use.Permission != UseCaseCases.Platform && Holds(table[use.Permission], role));
                if (use.Permission is UseCaseCases.Anybody && role == Role.ServiceAccount) continue;
                await JudgeAsync(ground, use, await ground.ActorAsync(role), role.ToString(), allowed, faults);
            }

            if (use.Permission is UseCaseCases.Anybody) continue;
            await JudgeAsync(ground, use, TestConsole.Person(ground.Tenant), "somebody without a role", allowed: false, faults);
            await JudgeAsync(ground, use, TestConsole.Person(ground.Tenant) with { RunsThePlatform = true }, "whoever runs the platform, without a role",
                allowed: use.Permission == UseCaseCases.Platform, faults);
        }

        Assert.Empty(faults);
    }

    private static async Task JudgeAsync(Ground ground, UseCaseCases.Case use, Actor actor, string who, bool allowed, List<string> faults)
    {
        await using var scope = ground.Console.As(actor);
        var problem = await use.RunAsync(ground, scope.ServiceProvider);
        if (allowed && problem is not null) faults.Add($"{use.UseCase.Name} ({use.Permission}) as {who}: should run, but: {problem.Code}: {problem.Message}");
        // Somebody without any role sees nothing at all, so to them a thing may also be not there.
        var refused = problem?.Code is "access.missing-permission" or "access.not-the-platform" or "tenants.not-the-platform" || (actor.Grants.Count == 0 && problem?.Kind == ProblemKind.NotFound);
        if (!allowed && !refused)
            faults.Add($"{use.UseCase.Name} ({use.Permission}) as {who}: should be refused, but: {problem?.Code ?? "it ran"}");
    }

    private static bool Holds(string roles, Role role) => roles == "everyone" || roles.Split(", ").Contains(role.ToString());

    private static Dictionary<string, string> Reviewed(string file) => File.ReadAllLines(Path.Combine(TestPaths.Root, "tests", "Architecture.Tests", "Reviewed", file))
        .Select(l => l.Split(": ", 2)).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1]);
}
