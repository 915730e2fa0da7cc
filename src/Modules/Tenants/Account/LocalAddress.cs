namespace IoTConsole.Tenants.Account;

internal static class LocalAddress
{
    /// <summary>Where to go after sign-in: only ever inside this console, whatever a link says.</summary>
    public static string Of(string? asked) =>
        asked is { Length: > 0 } && asked[0] == '/' && !asked.StartsWith("//", StringComparison.Ordinal) && !asked.Contains('\\')
        && !asked.StartsWith("/signin", StringComparison.OrdinalIgnoreCase) && !asked.StartsWith("/signout", StringComparison.OrdinalIgnoreCase)
            ? asked
            : "/";
}
