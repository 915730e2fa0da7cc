using IoTConsole.Infrastructure.Access;

namespace IoTConsole.Telemetry.History;

/// <summary>The parts of a site that a caller sees: the site itself, or the granted nodes below it.</summary>
internal static class VisibleParts
{
    /// <summary>No part lies below another, so that nothing is counted twice. Empty when the site is out of scope.</summary>
    public static IReadOnlyList<string> Of(Caller caller, string path)
    {
        var parts = new List<string>();
        foreach (var place in caller.Places)
        {
            if (path.StartsWith(place, StringComparison.Ordinal)) return [path];
            if (place.StartsWith(path, StringComparison.Ordinal)) parts.Add(place);
        }

        return Topmost(parts);
    }

    public static IReadOnlyList<string> Topmost(IReadOnlyList<string> paths) =>
        paths.Where(p => !paths.Any(other => other.Length < p.Length && p.StartsWith(other, StringComparison.Ordinal))).Distinct().ToList();
}
