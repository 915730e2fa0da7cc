namespace IoTConsole.Provisioning.Devices;

/// <summary>Tags as one text column.</summary>
internal static class TagText
{
    public const int Most = 20;
    public const int Longest = 40;

    public static string Of(IEnumerable<string> tags)
    {
        var clean = tags.Select(Clean).Where(t => t.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return clean.Count == 0 ? "" : $";{string.Join(';', clean)};";
    }

    public static IReadOnlyList<string> Read(string tags) => tags.Split(';', StringSplitOptions.RemoveEmptyEntries);

    public static string Clean(string tag) => tag.Trim().ToLowerInvariant();

    public static bool IsValid(IReadOnlyList<string> tags) =>
        tags.Count <= Most && tags.All(t => Clean(t).Length is > 0 and <= Longest && !t.Contains(';', StringComparison.Ordinal));
}
