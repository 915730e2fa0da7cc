using System.Text.RegularExpressions;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>A template's expression, compiled so that no common name can make it slow.</summary>
internal static class EnrolmentPattern
{
    public const int Longest = 200;

    /// <summary>Null when it is not an expression we can run in linear time.</summary>
    public static Regex? Read(string? pattern)
    {
        if (string.IsNullOrWhiteSpace(pattern) || pattern.Length > Longest) return null;
        try
        {
            // Alone first: "a)|(b" is only balanced inside the brackets below, and would then match a part.
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    // No time limit: the engine is linear and names are short, and on a starved machine a limit in milliseconds refuses good devices.
    public static bool Matches(Regex expression, string commonName) => expression.IsMatch(commonName);
}
