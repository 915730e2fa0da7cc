using System.Text.RegularExpressions;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Infrastructure.Jobs;

namespace IoTConsole.Architecture.Tests.Modules;

/// <summary>A verb that nobody registered is dead; one that no test names is a hope.</summary>
public class RegistrationTests
{
    private static readonly IReadOnlyList<Type> _verbs = Codebase.UseCases.Concat(Codebase.Modules.SelectMany(m => m.GetTypes())
        .Where(t => t is { IsClass: true, IsAbstract: false })
        .Where(t => typeof(IRecurringJob).IsAssignableFrom(t) || t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReactTo<>))))
        .Distinct().ToList();

    [Fact]
    public void Every_use_case_job_and_reaction_is_registered()
    {
        var registered = Codebase.Registered.SelectMany(s => new[] { s.ServiceType, s.ImplementationType }).OfType<Type>().ToHashSet();

        Assert.NotEmpty(_verbs); // not blind
        Assert.Empty(_verbs.Where(v => !registered.Contains(v)).Select(v => v.FullName));
    }

    [Fact]
    public void Every_use_case_job_and_reaction_is_named_by_a_test()
    {
        var tests = string.Join('\n', Codebase.Code.Where(f => f.StartsWith("tests/", StringComparison.Ordinal) && f.Contains(".Tests/")
            && !f.StartsWith("tests/Architecture.Tests", StringComparison.Ordinal)).Select(Codebase.Read));

        Assert.Matches(@"\bScopePredicateTests\b", tests); // not blind
        Assert.Empty(_verbs.Where(v => !Regex.IsMatch(tests, $@"(\b|_){v.Name}(Tests)?(\b|_)", RegexOptions.None, TimeSpan.FromSeconds(5))).Select(v => v.FullName));
    }

    [Fact]
    public void Every_module_is_in_the_list_of_the_host()
    {
        Assert.Empty(Codebase.Modules.Except(Web.ModuleList.Assemblies));
    }

    [Fact]
    public void Every_job_has_a_name_of_its_own_module()
    {
        var jobs = Codebase.Registered.Where(s => s.ServiceType == typeof(JobDefinition)).Select(s => (JobDefinition)s.ImplementationInstance!).ToList();

        Assert.All(jobs, j => Assert.StartsWith(Codebase.ModuleOf(j.Type).ToLowerInvariant() + ".", j.Name, StringComparison.Ordinal));
        Assert.Equal(jobs.Count, jobs.Select(j => j.Name).Distinct().Count());
    }
}
