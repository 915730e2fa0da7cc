using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Tenants.SignIn;

/// <summary>What a browser says of itself, in the words a person knows it by.</summary>
internal static class BrowserWords
{
    // The first that fits: most browsers also name the ones they descend from.
    private static readonly (string Mark, string Name)[] _browsers =
        [("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")];

    private static readonly (string Mark, string Name)[] _platforms =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux")];

    /// <returns>Names, which are the same in every language; empty for what is not known.</returns>
    public static (string Browser, string Platform) Of(string? userAgent) => (Named(_browsers, userAgent), Named(_platforms, userAgent));

    public static string Say(string browser, string platform) => (browser, platform) switch
    {
        ("", "") => T("Unknown browser"),
        ("", _) => T("A program on {0}", platform),
        (_, "") => browser,
        _ => T("{0} on {1}", browser, platform),
    };

    private static string Named((string Mark, string Name)[] known, string? userAgent) =>
        userAgent is null ? "" : Array.Find(known, k => userAgent.Contains(k.Mark, StringComparison.Ordinal)).Name ?? "";
}
