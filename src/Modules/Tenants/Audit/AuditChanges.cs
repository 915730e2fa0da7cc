using System.Globalization;
using System.Text.Json;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Tenants.Audit;

/// <summary>Before and after side by side, property by property.</summary>
internal static class AuditChanges
{
    public static IEnumerable<(string Name, string Before, string After)> Of(string? before, string? after)
    {
        var (old, now) = (Values(before), Values(after));
        return old.Keys.Union(now.Keys).Select(name => (name, old.GetValueOrDefault(name, ""), now.GetValueOrDefault(name, "")));
    }

    /// <summary>"AddSite" as it is said: "Add site", in the reader's language where it is one that people ask for.</summary>
    public static string Words(string operation) => T(Spaced(operation));

    /// <summary>"Changed site “Harbour House”".</summary>
    public static string Words(string kind, string subject, string name)
    {
        var thing = Words(subject);
        if (CultureInfo.CurrentUICulture.TwoLetterISOLanguageName != "de") thing = thing.ToLower(CultureInfo.CurrentUICulture);
        if (name.Length > 0) thing += $" “{name}”";
        return kind switch
        {
            "Added" => T("Added {0}", thing),
            "Changed" => T("Changed {0}", thing),
            "Removed" => T("Removed {0}", thing),
            _ => T("In all: {0}", thing),
        };
    }

    /// <summary>"AddSite" as words.</summary>
    public static string Spaced(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));

    private static Dictionary<string, string> Values(string? json)
    {
        if (json is null) return [];
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.Null ? "not set" : p.Value.ToString())
            : [];
    }
}
