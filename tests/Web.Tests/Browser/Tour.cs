using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace IoTConsole.Web.Tests.Browser;

/// <summary>Every page of the program, found by its address, so that a new one cannot be left out.</summary>
internal static class Tour
{
    // Pages before or after a session, which whoever is signed in does not get to see; the tour visits them before it signs in.
    private static readonly HashSet<string> _outside = ["/setup", "/signin", "/signin/second-factor", "/signout", "/invite/{Token}", "/not-permitted"];

    /// <summary>What can be seen by anybody, and at its address whoever sees it: an invitation that is no longer good, a set-up that is done.</summary>
    public static IReadOnlyList<(string Address, string Name)> Outside { get; } =
        [("/signin", "signin"), ("/signin/second-factor", "second-factor"), ("/setup", "setup"), ("/invite/no-longer-good", "invite"), ("/not-permitted", "not-permitted"), ("/signout", "signout")];

    public static IReadOnlyList<string> Addresses { get; } = ModuleList.Assemblies.Append(typeof(ModuleList).Assembly).Distinct()
        .SelectMany(a => a.GetTypes()).SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template)
        .Where(t => !_outside.Contains(t)).Distinct().Order(StringComparer.Ordinal).ToList();

    /// <summary>The address with its parameters filled in from these things.</summary>
    /// <exception cref="InvalidOperationException">A page has a parameter that no thing was given for.</exception>
    public static string Fill(string template, IReadOnlyDictionary<string, string> things)
    {
        var filled = template;
        foreach (var (placeholder, value) in things) filled = filled.Replace(placeholder, value, StringComparison.OrdinalIgnoreCase);
        return filled.Contains('{') ? throw new InvalidOperationException($"The tour does not know what to put into {template}. Teach it in the test that calls.") : filled;
    }
}
