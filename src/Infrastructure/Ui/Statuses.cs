using static IoTConsole.Infrastructure.Ui.Words;

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
        ["healthy"] = new(Key("Healthy"), "", "dot", "normal"),
        ["low-battery"] = new(Key("Low battery"), "B", "triangle", "warn"),
        ["late"] = new(Key("Late"), "L", "diamond", "late"),
        ["degraded"] = new(Key("Degraded"), "D", "diamond", "warn"),
        ["offline"] = new(Key("Offline"), "O", "square", "bad"),
        ["quarantined"] = new(Key("Quarantined"), "Q", "octagon", "hold"),
        ["maintenance"] = new(Key("Maintenance"), "M", "round", "work"),
        ["unknown"] = new(Key("Unknown"), "?", "hatched", "faint"),
        ["planned"] = new(Key("Planned"), "P", "ring", "faint"),
        ["provisioned"] = new(Key("Provisioned"), "V", "ring", "faint"),
        ["active"] = new(Key("Active"), "", "dot", "normal"),
        ["decommissioned"] = new(Key("Decommissioned"), "X", "crossed", "faint"),
        ["ok"] = new(Key("In order"), "", "dot", "normal"),
        ["running"] = new(Key("Running"), "R", "round", "work"),
        ["waiting"] = new(Key("Waiting"), "W", "ring", "faint"),
        ["stopped"] = new(Key("Stopped"), "S", "square", "faint"),
        ["warning"] = new(Key("Needs attention"), "!", "triangle", "warn"),
        ["failed"] = new(Key("Failed"), "F", "square", "bad"),
        ["critical"] = new(Key("Critical"), "!", "octagon", "bad"),
        ["revoked"] = new(Key("Revoked"), "R", "octagon", "hold"),
        ["expired"] = new(Key("Expired"), "E", "square", "bad"),
        ["blocked"] = new(Key("Blocked"), "B", "square", "bad"),
    };

    public static IReadOnlyCollection<string> Keys => _known.Keys;

    /// <param name="key">As listed, or the name of an enumeration's member: <c>LowBattery</c> is <c>low-battery</c>.</param>
    public static Look Of(string? key)
    {
        var name = KeyOf(key);
        if (name.Length == 0) return Said(_known["unknown"]);
        return _known.TryGetValue(name, out var look) ? Said(look) : new Look(Sentence(name), name[..1].ToUpperInvariant(), "ring", "faint");
    }

    private static Look Said(Look look) => look with { Words = T(look.Words) };

    public static string KeyOf(string? name) => string.Concat((name ?? "").Select((c, i) =>
        char.IsUpper(c) ? (i > 0 && char.IsLower(name![i - 1]) ? "-" : "") + char.ToLowerInvariant(c) : c is ' ' or '_' ? "-" : c.ToString()));

    private static string Sentence(string key) => char.ToUpperInvariant(key[0]) + key[1..].Replace('-', ' ');
}
