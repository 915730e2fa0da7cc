using System.Reflection;
using IoTConsole.Infrastructure;
using IoTConsole.Testing;
using IoTConsole.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Architecture.Tests;

/// <summary>The tree and the compiled assemblies that the rules look at.</summary>
internal static class Codebase
{
    public const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> ModuleNames { get; } =
        Directory.GetDirectories(Path.Combine(Root, "src", "Modules")).Select(d => Path.GetFileName(d)!).Order().ToList();

    public static IReadOnlyList<Assembly> Modules { get; } = ModuleNames.Select(m => Assembly.Load("IoTConsole." + m)).ToList();

    public static Assembly Infrastructure { get; } = typeof(InfrastructureModule).Assembly;

    public static Assembly Web { get; } = typeof(ModuleList).Assembly;

    public static IConfiguration Configuration { get; } =
        new ConfigurationBuilder().AddInMemoryCollection([new("DataDirectory", Path.GetTempPath())]).Build();

    /// <summary>What the host registers, never built into a provider here.</summary>
    public static IServiceCollection Registered { get; } =
        new ServiceCollection().AddSingleton(Configuration).AddLogging().AddInfrastructure().AddModules(Configuration);

    public static IReadOnlyList<Type> UseCases { get; } = UseCaseTypes.In(Modules.Append(Infrastructure));

    /// <summary>Hand-written files, with slashes, relative to the root.</summary>
    public static IReadOnlyList<string> Files { get; } = Directory
        .EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
        .Where(f => !f.Split('/').Any(p => p is "bin" or "obj" or ".git" or "artifacts" or "data" or "Migrations" or "node_modules" or "TestResults"))
        .Order().ToList();

    public static IEnumerable<string> Code => Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string ModuleOf(Type type) => type.Assembly.GetName().Name!["IoTConsole.".Length..];

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "IoTConsole.sln")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException("IoTConsole.sln is nowhere above the tests.");
        return directory.FullName;
    }
}
