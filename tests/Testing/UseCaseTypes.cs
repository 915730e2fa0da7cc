using System.Reflection;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Jobs;

namespace IoTConsole.Testing;

/// <summary>What counts as a use case, for every test that must not forget one.</summary>
public static class UseCaseTypes
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary><c>internal sealed</c>, one public <c>RunAsync</c> (<c>Run</c> where there is nothing to wait for), and not called by a clock.</summary>
    public static IReadOnlyList<Type> In(IEnumerable<Assembly> assemblies) => assemblies
        .SelectMany(m => m.GetTypes())
        .Where(t => t is { IsClass: true, IsAbstract: false, IsNested: false, IsNotPublic: true } && !typeof(IRecurringJob).IsAssignableFrom(t))
        .Where(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Any(m =>
            m.Name == "RunAsync" || (m.Name == "Run" && t.GetConstructors(All).Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(Caller))))))
        .OrderBy(t => t.FullName).ToList();
}
