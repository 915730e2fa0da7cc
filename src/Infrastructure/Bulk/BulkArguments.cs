using System.Text.Json;

namespace IoTConsole.Infrastructure.Bulk;

/// <summary>What a verb was asked with: short texts by name. What was not given is empty.</summary>
public sealed record BulkArguments(IReadOnlyDictionary<string, string> Given)
{
    public const int Most = 20;
    public const int LongestText = 2000;

    public static readonly BulkArguments None = new(new Dictionary<string, string>());

    /// <summary>Trimmed; empty when it was not given.</summary>
    public string this[string name] => Given.TryGetValue(name, out var value) ? value.Trim() : "";

    public bool IsEmpty => Given.Values.All(string.IsNullOrWhiteSpace);

    public bool IsShort => Given.Count <= Most && Given.All(g => g.Key.Length <= 40 && g.Value.Length <= LongestText);

    /// <summary>The same with one of them set.</summary>
    public BulkArguments With(string name, string value) => new(new Dictionary<string, string>(Given) { [name] = value });

    internal string ToText() => JsonSerializer.Serialize(Given);

    internal static BulkArguments Read(string text) => new(JsonSerializer.Deserialize<Dictionary<string, string>>(text) ?? []);
}

/// <summary>One thing that a verb wants to be told.</summary>
/// <param name="What">In one sentence, for programs.</param>
public sealed record BulkArgument(string Name, string What);
