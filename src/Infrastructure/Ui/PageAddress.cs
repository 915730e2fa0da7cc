using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace IoTConsole.Infrastructure.Ui;

/// <summary>Addresses within the console: what the operator chose is in the URL, and the scope goes along.</summary>
public static class PageAddress
{
    public const string Scope = "scope";

    private const string Question = "do";

    /// <summary>This page with some parameters set (null or empty takes one away) and all others kept; the page of a list goes back to the first unless it is set.</summary>
    public static string With(this NavigationManager navigation, params (string Name, object? Value)[] changes)
    {
        var here = navigation.ToAbsoluteUri(navigation.Uri);
        var kept = QueryHelpers.ParseQuery(here.Query)
            .Where(q => q.Key != "page" && changes.All(c => c.Name != q.Key))
            .Select(q => (q.Key, (object?)q.Value.ToString()));
        return here.AbsolutePath + Written(kept.Concat(changes));
    }

    /// <summary>Another page, with these parameters and the scope of this one.</summary>
    public static string To(this NavigationManager navigation, string path, params (string Name, object? Value)[] parameters)
    {
        var all = parameters.ToList();
        if (navigation.ScopeInUrl() is { } scope && all.All(p => p.Name != Scope)) all.Add((Scope, scope));
        return path + Written(all);
    }

    /// <summary>The site chosen in the scope bar, as the URL has it.</summary>
    public static string? ScopeInUrl(this NavigationManager navigation) => navigation.FromQuery(Scope);

    /// <summary>Whether the address opens the page with this question asked, as the command palette's actions do: <c>?do=invite</c>.</summary>
    public static bool Asks(this NavigationManager navigation, string what) => navigation.FromQuery(Question) == what;

    /// <summary>Opens the question: it is in the address, and so survives a lost connection and a reload.</summary>
    public static void Ask(this NavigationManager navigation, string what) => navigation.NavigateTo(navigation.With((Question, what)), replace: true);

    /// <summary>The question was answered or put away: it leaves the address.</summary>
    public static void Answered(this NavigationManager navigation, string what)
    {
        if (navigation.Asks(what)) navigation.NavigateTo(navigation.With((Question, null)), replace: true);
    }

    /// <summary>One parameter of this page's URL; null when absent or empty.</summary>
    public static string? FromQuery(this NavigationManager navigation, string name) =>
        QueryHelpers.ParseQuery(navigation.ToAbsoluteUri(navigation.Uri).Query).TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } given
            ? given
            : null;

    private static string Written(IEnumerable<(string Name, object? Value)> parameters)
    {
        var parts = parameters
            .Select(p => (p.Name, Value: Convert.ToString(p.Value, CultureInfo.InvariantCulture)))
            .Where(p => !string.IsNullOrEmpty(p.Value))
            .Select(p => $"{Uri.EscapeDataString(p.Name)}={Uri.EscapeDataString(p.Value!)}")
            .ToList();
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }
}
