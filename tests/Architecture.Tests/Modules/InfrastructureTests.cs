using System.Text.RegularExpressions;

namespace IoTConsole.Architecture.Tests.Modules;

/// <summary>Infrastructure must not become the drawer into which everything is thrown.</summary>
public partial class InfrastructureTests
{
    // Each with its reason.
    private static readonly HashSet<string> _allowed =
    [
        "ActorKind.Device", // who acted, as the audit log says it
        "Role.BuildingManager", // roles are the operator's words, and permissions of all modules name them
    ];

    [Fact]
    public void No_module_is_referenced()
    {
        var references = Codebase.Infrastructure.GetReferencedAssemblies().Select(a => a.Name!).ToList();

        Assert.Contains("Microsoft.EntityFrameworkCore", references); // not blind
        Assert.Empty(references.Where(n => n.StartsWith("IoTConsole.", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_word_of_the_field_names_a_type_or_a_member()
    {
        var names = Codebase.Infrastructure.GetTypes()
            .Where(t => t.Namespace?.StartsWith("IoTConsole", StringComparison.Ordinal) == true)
            .SelectMany(t => t.GetMembers(Codebase.All).Select(m => $"{t.Name}.{m.Name}"))
            .Where(n => !n.Contains('<')).ToList();

        Assert.Contains("ActorKind.Device", names); // not blind
        Assert.Empty(names.Where(n => FieldWord().IsMatch(n) && !_allowed.Contains(n) && !n.StartsWith("__", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_string_names_a_thing_of_the_field()
    {
        var strings = Metadata.Strings(Codebase.Infrastructure);

        Assert.Contains("core_audit", strings); // not blind
        Assert.Empty(strings.Where(s => FieldWordInText().IsMatch(s)));
    }

    [GeneratedRegex("(Device|Telemetry|Gateway|Sensor|Building|Firmware|Rollout|Invoice|Alarm)(?![a-z]{2})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FieldWord();

    // Addresses of outer space are fine: text/html;device is not ours. Only whole words count.
    [GeneratedRegex(@"(?<![\w-])(devices?|telemetry|gateways?|sensors?|buildings?|firmware|rollouts?|invoices?|alarms?)(?![\w=-])", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex FieldWordInText();
}
