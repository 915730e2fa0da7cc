namespace IoTConsole.Infrastructure.Ui;

/// <summary>"g" and a letter go to a page: the first letter of its title that no earlier page of the rail has, for everybody the same.</summary>
public static class GoKeys
{
    public static IReadOnlyDictionary<string, char> Of(IEnumerable<NavItem> places)
    {
        var taken = new Dictionary<char, string>();
        foreach (var place in places.OrderBy(p => p.Order).ThenBy(p => p.Href, StringComparer.Ordinal))
        {
            var letter = place.Title.ToLowerInvariant().FirstOrDefault(c => char.IsAsciiLetter(c) && !taken.ContainsKey(c));
            if (letter != default) taken[letter] = place.Href;
        }

        return taken.ToDictionary(t => t.Value, t => t.Key);
    }
}
