using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.History;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.Charts;

/// <summary>Devices and sites in scope whose name, serial or id has a text, with the metrics that can be drawn of each.</summary>
internal sealed class ListChartSources(IDeviceDirectory devices, ISiteDirectory sites, ILatestValues latest, Caller caller)
{
    public const int Most = 24;

    // A site may hold thousands of devices; what some of them report says what all do.
    private const int AskedOfASite = 200;

    /// <param name="Device">Device id; null for a site.</param>
    /// <param name="Metrics">That have a number, most common first.</param>
    internal sealed record Row(string? Device, Guid? Site, string Name, string Place, IReadOnlyList<string> Metrics);

    public Task<Result<IReadOnlyList<Row>>> RunAsync(string? text, CancellationToken ct) => Task.FromResult(Run(text?.Trim() ?? ""));

    private Result<IReadOnlyList<Row>> Run(string text)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return new List<Row>();
        var rows = new List<Row>();
        foreach (var node in sites.Below(tenant, sites.Root(tenant).Path).Where(n => Has(text, n.Name) && VisibleParts.Of(caller, n.Path).Count > 0).Take(text.Length == 0 ? 6 : Most / 2))
            rows.Add(new(null, node.Id, node.Name, sites.NameOf(tenant, node.Path), MetricsOf(tenant, node.Path)));
        var found = VisibleParts.Topmost(caller.Places).SelectMany(p => devices.Under(tenant, p)).Where(d => Has(text, d.Name, d.DeviceId, d.Serial))
            .OrderBy(d => d.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(d => d.DeviceId, StringComparer.Ordinal).Take(Most - rows.Count);
        rows.AddRange(found.Select(d => new Row(d.DeviceId, null, d.Name, sites.NameOf(tenant, d.SitePath), Drawable(d))));
        return rows;
    }

    private static bool Has(string text, params string[] names) => text.Length == 0 || names.Any(n => n.Contains(text, StringComparison.CurrentCultureIgnoreCase));

    private List<string> Drawable(DeviceEntry device) => latest.For(device.Id).Where(v => v.Value.Kind != ReadingKind.Text).Select(v => v.Metric).ToList();

    private List<string> MetricsOf(Guid tenant, string path) => VisibleParts.Of(caller, path).SelectMany(p => devices.Under(tenant, p)).Take(AskedOfASite)
        .SelectMany(Drawable).GroupBy(m => m).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).Take(12).ToList();
}
