namespace IoTConsole.Infrastructure.Ui;

/// <summary>
/// The vocabulary of states: word, letter, shape and tone for each key, so that a state is never told by colour alone. Keys are
/// lower-case words with hyphens; a key that is not here is shown as a neutral word.
/// </summary>
public static class Statuses
{
    /// <param name="Shape">dot, triangle, diamond, square, octagon, round, ring, hatched or crossed.</param>
    /// <param name="Tone">normal, warn, late, bad, hold, work, faint: a class <c>tone-…</c>.</param>
    public sealed record Look(string Words, string Letter, string Shape, string Tone);

    private static readonly Dictionary<string, Look> _known = new(StringComparer.Ordinal)
    {
        ["healthy"] = new("Healthy", "", "dot", "normal"),
        ["low-battery"] = new("Low battery", "B", "triangle", "warn"),
        ["late"] = new("Late", "L", "diamond", "late"),
        ["degraded"] = new("Degraded", "D", "diamond", "warn"),
        ["offline"] = new("Offline", "O", "square", "bad"),
        ["quarantined"] = new("Quarantined", "Q", "octagon", "hold"),
        ["maintenance"] = new("Maintenance", "M", "round", "work"),
        ["unknown"] = new("Unknown", "?", "hatched", "faint"),
        ["planned"] = new("Planned", "P", "ring", "faint"),
        ["provisioned"] = new("Provisioned", "V", "ring", "faint"),
        ["active"] = new("Active", "", "dot", "normal"),
        ["decommissioned"] = new("Decommissioned", "X", "crossed", "faint"),
        ["ok"] = new("In order", "", "dot", "normal"),
        ["running"] = new("Running", "R", "round", "work"),
        ["waiting"] = new("Waiting", "W", "ring", "faint"),
        ["stopped"] = new("Stopped", "S", "square", "faint"),
        ["warning"] = new("Needs attention", "!", "triangle", "warn"),
        ["failed"] = new("Failed", "F", "square", "bad"),
        ["critical"] = new("Critical", "!", "octagon", "bad"),
        ["revoked"] = new("Revoked", "R", "octagon", "hold"),
        ["expired"] = new("Expired", "E", "square", "bad"),
        ["blocked"] = new("Blocked", "B", "square", "bad"),
    };

    public static IReadOnlyCollection<string> Keys => _known.Keys;

    /// <param name="key">As listed, or the name of an enumeration's member: <c>LowBattery</c> is <c>low-battery</c>.</param>
    public static Look Of(string? key)
    {
        var name = KeyOf(key);
        if (name.Length == 0) return _known["unknown"];
        return _known.TryGetValue(name, out var look) ? look : new Look(Sentence(name), name[..1].ToUpperInvariant(), "ring", "faint");
    }

    public static string KeyOf(string? name) => string.Concat((name ?? "").Select((c, i) =>
        char.IsUpper(c) ? (i > 0 && char.IsLower(name![i - 1]) ? "-" : "") + char.ToLowerInvariant(c) : c is ' ' or '_' ? "-" : c.ToString()));

    private static string Sentence(string key) => char.ToUpperInvariant(key[0]) + key[1..].Replace('-', ' ');
}
