using System.Globalization;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Contracts;
using Microsoft.AspNetCore.WebUtilities;

namespace IoTConsole.Provisioning.Fleet;

/// <summary>
/// Which devices are meant, as the address of the list says it: <c>q=boiler tag:roof co2&gt;1000&amp;health=offline,late&amp;site=…</c>.
/// The same text is kept in saved views and in background runs. Two filters with the same text are equal.
/// </summary>
internal sealed record DeviceFilter
{
    /// <summary>Longest text that is read.</summary>
    public const int Longest = 2000;

    /// <summary>The parameters of an address that belong to the filter, in the order in which they are written.</summary>
    public static readonly IReadOnlyList<string> Names = ["q", "state", "health", "model", "tag", "site", "scope", "gateway", "power", "unheard", "is"];

    public static readonly DeviceFilter Everything = new("", []);

    private DeviceFilter(string text, IReadOnlyList<DeviceTerm> terms) => (Text, Terms) = (text, terms);

    /// <summary>The query string, without the question mark, in one way of writing.</summary>
    public string Text { get; }

    /// <summary>All of them must hold.</summary>
    public IReadOnlyList<DeviceTerm> Terms { get; }

    public bool IsEverything => Terms.Count == 0;

    /// <summary>Only what stands in the directory decides: neither what is measured, nor the time, nor who asks.</summary>
    public bool IsSteady => Terms.All(t => t.Field.ToLowerInvariant() is "" or "name" or "id" or "serial" or "model" or "maker" or "tag" or "state" or "power" or "interval");

    /// <summary>Never fails: what cannot be understood is refused when the filter is used, so that it never means "all".</summary>
    /// <param name="query">A query string or a whole address; parameters that are not ours are passed over.</param>
    public static DeviceFilter Parse(string? query)
    {
        query ??= "";
        var mark = query.IndexOf('?', StringComparison.Ordinal);
        var given = QueryHelpers.ParseQuery(mark < 0 ? query : query[mark..]);
        return Of(Names.Where(given.ContainsKey).SelectMany(n => given[n].Select(v => (n, (object?)v))).ToArray());
    }

    /// <summary>For the list itself, where the scope bar already narrows and forgives what it does not know.</summary>
    public static DeviceFilter OfPage(string address) => Parse(address).Without("scope");

    public DeviceFilter Without(string name)
    {
        var given = QueryHelpers.ParseQuery(Text);
        return given.ContainsKey(name) ? Of(given.Where(g => g.Key != name).SelectMany(g => g.Value.Select(v => (g.Key, (object?)v))).ToArray()) : this;
    }

    /// <summary>From names and values, as one writes a link; null and empty values are passed over.</summary>
    public static DeviceFilter Of(params (string Name, object? Value)[] given)
    {
        var parts = given
            .Select(g => (g.Name, Value: Convert.ToString(g.Value, CultureInfo.InvariantCulture)?.Trim() ?? ""))
            .Where(g => g.Value.Length > 0)
            .OrderBy(g => Names.ToList().IndexOf(g.Name)).ToList();
        var terms = parts.SelectMany(p => p.Name == "q" ? FilterText.Read(p.Value) : [DeviceTerm.OfParameter(p.Name, p.Value)]).ToList();
        var text = string.Join('&', parts.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
        if (text.Length > Longest) (text, terms) = (text[..Longest], [DeviceTerm.TooLong]);
        return new(text, terms);
    }

    /// <summary>This one and these as well.</summary>
    public DeviceFilter And(params (string Name, object? Value)[] more)
    {
        var other = Of(more);
        if (IsEverything) return other;
        return new(other.IsEverything ? Text : $"{Text}&{other.Text}", [.. Terms, .. other.Terms]);
    }

    /// <summary>What the address calls a member of an enumeration: "low-battery".</summary>
    public static string KeyOf(Enum value) => Statuses.KeyOf(value.ToString());

    public static DeviceFilter ByHealth(HealthState health) => Of(("health", KeyOf(health)));

    public static DeviceFilter ByState(LifecycleState state) => Of(("state", KeyOf(state)));

    public bool Equals(DeviceFilter? other) => other?.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}
