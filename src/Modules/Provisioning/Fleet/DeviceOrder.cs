using System.Runtime.InteropServices;
using IoTConsole.Provisioning.Contracts;

namespace IoTConsole.Provisioning.Fleet;

/// <summary>The order of a list of devices, as the address says it: <c>name</c>, <c>-lastseen</c>, <c>value.co2</c>. What is not known comes last either way.</summary>
internal sealed record DeviceOrder(string Key, bool Descending)
{
    public const string OfValue = "value.";

    public static readonly DeviceOrder ByName = new("name", false);

    public static readonly DeviceOrder ByDeviceId = new("id", false);

    /// <summary>Only what stands in the directory decides: neither what is measured, nor names of other things, nor who asks.</summary>
    public bool IsSteady => Key is not ("place" or "gateway" or "health" or "lastseen" or "connected") && !Key.StartsWith(OfValue, StringComparison.Ordinal);

    /// <summary>Unknown keys mean the name: an old link shows the list all the same.</summary>
    public static DeviceOrder Parse(string? sort) => string.IsNullOrEmpty(sort) ? ByName : sort == "newest" ? new("registered", true) : new(sort.TrimStart('-'), sort[0] == '-');

    /// <summary>One page in this order; looks at each device once, and sorts only what the page needs.</summary>
    public List<DeviceEntry> Take(IReadOnlyList<DeviceEntry> devices, FilterGround ground, int skip, int take)
    {
        var (compare, key) = (Comparison, KeyOf(ground));
        var most = (int)Math.Min(devices.Count, (long)skip + take);
        var kept = new List<Keyed>(Math.Min(devices.Count, 2 * most) + 1);
        Keyed? last = null;
        foreach (var device in devices)
        {
            var keyed = key(device);
            if (last is { } bar && compare(keyed, bar) >= 0) continue;
            kept.Add(keyed);
            if (kept.Count < 2 * most || most * 4 > devices.Count) continue;
            kept.Sort(compare);
            kept.RemoveRange(most, kept.Count - most);
            last = kept[^1];
        }

        kept.Sort(compare);
        return kept.Skip(skip).Take(take).Select(k => k.Device).ToList();
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Keyed(DeviceEntry Device, double Number, string Text);

    // The device id last, so that pages do not overlap among equals.
    private Comparison<Keyed> Comparison => (a, b) =>
    {
        var missing = double.IsNaN(a.Number).CompareTo(double.IsNaN(b.Number));
        if (missing != 0) return missing;
        var order = a.Number.CompareTo(b.Number);
        if (order == 0) order = ByBytes ? string.CompareOrdinal(a.Text, b.Text) : Natural.Compare(a.Text, b.Text);
        if (order != 0) return Descending ? -order : order;
        return string.CompareOrdinal(a.Device.DeviceId, b.Device.DeviceId);
    };

    // The device id is what cursors continue from: bytes, as it is compared everywhere.
    private bool ByBytes => Key == "id";

    private Func<DeviceEntry, Keyed> KeyOf(FilterGround ground) => Key switch
    {
        "id" => d => new(d, 0, d.DeviceId),
        "serial" => d => Worded(d, d.Serial),
        "model" => d => Worded(d, d.Model),
        "maker" => d => Worded(d, d.Manufacturer),
        "revision" => d => Worded(d, d.HardwareRevision),
        "state" => d => new(d, (int)d.State, ""),
        "power" => d => new(d, (int)d.Power, ""),
        "place" => d => Worded(d, ground.PlaceOf(d)),
        "tags" => d => Worded(d, string.Join(' ', d.Tags)),
        "gateway" => d => Worded(d, ground.NameOf(d.GatewayId) ?? ""),
        "interval" => d => new(d, d.ExpectedIntervalSeconds, ""),
        "registered" => d => new(d, d.CreatedAt.ToUnixTimeMilliseconds(), ""),
        "health" => d => new(d, Severity(ground.FactsOf(d).Health), ""),
        "lastseen" => d => new(d, ground.FactsOf(d).LastSeen is > 0 and var seen ? seen : double.NaN, ""),
        "connected" => d => new(d, ground.FactsOf(d).Connected is { } connected ? (connected ? 0 : 1) : double.NaN, ""),
        _ when Key.StartsWith(OfValue, StringComparison.Ordinal) => ByValue(ground, Key[OfValue.Length..]),
        _ => d => new(d, 0, d.Name),
    };

    private static Func<DeviceEntry, Keyed> ByValue(FilterGround ground, string metric) => d => ground.ValueOf(d, metric) switch
    {
        null => new(d, double.NaN, ""),
        { Text: { } text } => new(d, double.PositiveInfinity, text),
        { } value => new(d, value.Number, ""),
    };

    private static Keyed Worded(DeviceEntry device, string text) => new(device, text.Length == 0 ? double.NaN : 0, text);

    /// <summary>The worst first.</summary>
    private static int Severity(HealthState health) => health switch
    {
        HealthState.Offline => 0,
        HealthState.Late => 1,
        HealthState.LowBattery => 2,
        HealthState.Quarantined => 3,
        HealthState.Unknown => 4,
        HealthState.Maintenance => 5,
        HealthState.Healthy => 6,
        HealthState.Planned => 7,
        _ => 8,
    };
}
