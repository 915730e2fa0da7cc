using System.Text.RegularExpressions;
using IoTConsole.Infrastructure.Data;

namespace IoTConsole.Architecture.Tests.Modules;

/// <summary>Read from the compiled assemblies, because Razor makes types public that are nobody else's business.</summary>
public partial class BorrowingTests
{
    public static TheoryData<string> Modules => new(Codebase.ModuleNames);

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_borrows_only_contracts(string module)
    {
        Assert.All(BorrowedByOf(module), name => Assert.Contains(".Contracts.", name));
    }

    [Fact]
    public void The_check_on_borrowing_is_not_blind()
    {
        Assert.Contains("IoTConsole.Tenants.Contracts.ISiteDirectory", BorrowedByOf("Provisioning"));
    }

    [Fact]
    public void The_host_knows_modules_by_their_registration_settings_and_contracts()
    {
        var borrowed = Metadata.Borrowed(Codebase.Web).Where(n => Codebase.ModuleNames.Any(m => n.StartsWith($"IoTConsole.{m}.", StringComparison.Ordinal))).ToList();

        Assert.Contains("IoTConsole.Tenants.TenantsModule", borrowed);
        Assert.All(borrowed, name => Assert.True(
            name.EndsWith("Module", StringComparison.Ordinal) || name.EndsWith("Settings", StringComparison.Ordinal) || name.EndsWith("Pipeline", StringComparison.Ordinal)
            || name.Contains(".Contracts."), name));
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_names_no_table_of_another(string module)
    {
        var tables = Codebase.Registered
            .Where(s => s.ServiceType == typeof(IModuleTables)).Select(s => (IModuleTables)Activator.CreateInstance(s.ImplementationType!)!)
            .Select(t => (t.Prefix, Module: Codebase.ModuleOf(t.GetType()))).Append((Prefix: "core", Module: "Infrastructure")).ToList();
        var strings = Metadata.Strings(Codebase.Modules[Codebase.ModuleNames.ToList().IndexOf(module)]);

        foreach (var (prefix, owner) in tables)
        {
            var named = strings.Where(s => TableOf(prefix).IsMatch(s)).ToList();
            if (owner == module) Assert.NotEmpty(named); // not blind: it names its own
            else Assert.Empty(named);
        }
    }

    [Fact]
    public void No_name_says_what_kind_of_code_it_is()
    {
        var named = Codebase.Modules.Append(Codebase.Infrastructure).Append(Codebase.Web).SelectMany(a => a.GetTypes())
            .Where(t => !t.IsNested && t.Namespace?.StartsWith("IoTConsole", StringComparison.Ordinal) == true)
            .Select(t => t.Name.Split('`')[0]).ToList();

        Assert.Contains("ConsoleDbs", named); // not blind
        Assert.Empty(named.Where(n => KindWord().IsMatch(n) && !_allowed.Contains(n)));
    }

    // Each with its reason.
    private static readonly HashSet<string> _allowed =
    [
        "ISeriesQuery", "SeriesQuery", // the word of the field for asking a time series; what it offers is one query, not a bus of them
    ];

    private static List<string> BorrowedByOf(string module) => Metadata
        .Borrowed(Codebase.Modules[Codebase.ModuleNames.ToList().IndexOf(module)])
        .Where(n => Codebase.ModuleNames.Any(m => m != module && n.StartsWith($"IoTConsole.{m}.", StringComparison.Ordinal)))
        .ToList();

    private static Regex TableOf(string prefix) => new($@"(?<![\w.-]){prefix}_[a-z]", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex("(Command|Query|Handler|Service|Manager|Helper|Helpers|Util|Utils|Processor|Dto|Impl)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KindWord();
}
