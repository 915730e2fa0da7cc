using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Lists;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;

namespace IoTConsole.Provisioning.Fleet;

/// <summary>The caller's devices as a file says them.</summary>
internal sealed class DeviceList(FleetScan fleet, Caller caller) : IListSource
{
    private sealed record Column(string Name, ListKind Kind, Func<DeviceEntry, FilterGround, object?> Of);

    private static readonly Dictionary<string, Column> _columns = new(StringComparer.Ordinal)
    {
        ["name"] = new("name", ListKind.Text, (d, _) => d.Name),
        ["id"] = new("device_id", ListKind.Text, (d, _) => d.DeviceId),
        ["serial"] = new("serial", ListKind.Text, (d, _) => d.Serial),
        ["model"] = new("model", ListKind.Text, (d, _) => d.Model),
        ["maker"] = new("manufacturer", ListKind.Text, (d, _) => d.Manufacturer),
        ["revision"] = new("hardware_revision", ListKind.Text, (d, _) => d.HardwareRevision),
        ["state"] = new("state", ListKind.Text, (d, _) => DeviceFilter.KeyOf(d.State)),
        ["health"] = new("health", ListKind.Text, (d, g) => DeviceFilter.KeyOf(g.FactsOf(d).Health)),
        ["lastseen"] = new("last_seen", ListKind.Moment, (d, g) => g.FactsOf(d).LastSeen is > 0 and var at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null),
        ["connected"] = new("connected", ListKind.Text, (d, g) => g.FactsOf(d).Connected switch { true => "yes", false => "no", null => null }),
        ["place"] = new("place", ListKind.Text, (d, g) => g.PlaceOf(d)),
        ["tags"] = new("tags", ListKind.Text, (d, _) => string.Join(' ', d.Tags)),
        ["gateway"] = new("gateway", ListKind.Text, (d, g) => g.NameOf(d.GatewayId)),
        ["power"] = new("power", ListKind.Text, (d, _) => DeviceFilter.KeyOf(d.Power)),
        ["interval"] = new("reports_every_s", ListKind.Number, (d, _) => (double)d.ExpectedIntervalSeconds),
        ["registered"] = new("registered", ListKind.Moment, (d, _) => d.CreatedAt),
    };

    public string List => "devices";

    public Result<ListSheet> Read(ListWish wish)
    {
        if (caller.Refuses(ProvisioningPermissions.View) is { } refused) return refused;
        var found = fleet.Matching(DeviceFilter.Parse(wish.Query));
        if (!found.Succeeded) return found.Problem;
        var (all, ground) = found.Value;

        // The name and the device id always: a line that names nobody is of no use.
        var columns = new[] { "name", "id" }.Concat(wish.Columns).Distinct(StringComparer.Ordinal).Take(60).Select(ColumnOf).OfType<Column>().ToArray();
        var ordered = DeviceOrder.Parse(wish.Sort).Take(all, ground, 0, all.Count);
        return new ListSheet([.. columns.Select(c => new ListColumn(c.Name, c.Kind))], ordered.Select(d => Array.ConvertAll(columns, c => c.Of(d, ground))), all.Count);
    }

    // A metric's newest value: a number where it is one; a text has a column of its own kind only in its device's page.
    private static Column? ColumnOf(string key)
    {
        if (!key.StartsWith(DeviceOrder.OfValue, StringComparison.Ordinal)) return _columns.GetValueOrDefault(key);
        var metric = key[DeviceOrder.OfValue.Length..];
        return new(metric, ListKind.Number, (d, g) => g.ValueOf(d, metric) is { Text: null } value ? value.Number : null);
    }
}
