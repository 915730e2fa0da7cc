using System.Text.Json;

namespace IoTConsole.Tenants.Audit;

/// <summary>Before and after side by side, property by property.</summary>
internal static class AuditChanges
{
    public static IEnumerable<(string Name, string Before, string After)> Of(string? before, string? after)
    {
        var (old, now) = (Values(before), Values(after));
        return old.Keys.Union(now.Keys).Select(name => (name, old.GetValueOrDefault(name, ""), now.GetValueOrDefault(name, "")));
    }

    /// <summary>"AddSite" as it is said: "Add site".</summary>
    public static string Words(string operation) =>
        string.Concat(operation.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));

    private static Dictionary<string, string> Values(string? json)
    {
        if (json is null) return [];
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.Null ? "not set" : p.Value.ToString())
            : [];
    }
}
