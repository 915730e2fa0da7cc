using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Fleet;

namespace IoTConsole.Provisioning.Devices;

/// <summary>One page of the caller's devices. Answered from memory, so that a hundred open lists do not ask the database twice a second.</summary>
internal sealed class ListDevices(FleetScan fleet, Caller caller, IEnumerable<IDeviceVitals> vitals)
{
    public const int Most = 500;

    /// <param name="Metrics">Whose newest values are wanted with each row.</param>
    /// <param name="After">The device id after which an order by device id continues: the API's cursor.</param>
    internal sealed record Input(
        DeviceFilter? Filter = null, DeviceOrder? Order = null, int Skip = 0, int Limit = 50, IReadOnlyList<string>? Metrics = null, string? After = null);

    internal sealed record Row(
        Guid Id, string DeviceId, string Name, string Serial, string Model, string Manufacturer, string HardwareRevision, LifecycleState State, string SitePath,
        Guid SiteId, string Place, bool IsGateway, Guid? GatewayId, string? Gateway, IReadOnlyList<string> Tags, PowerSource Power, int ExpectedIntervalSeconds,
        DateTimeOffset CreatedAt, int Version, DeviceVitals? Vitals, IReadOnlyDictionary<string, LastValue> Values);

    internal sealed record Rows(IReadOnlyList<Row> Items, int Total);

    public Task<Result<Rows>> RunAsync(Input input, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(Run(input));
    }

    private Result<Rows> Run(Input input)
    {
        if (caller.Refuses(ProvisioningPermissions.View) is { } refused) return refused;
        var found = fleet.Page(
            input.Filter ?? DeviceFilter.Everything, input.Order ?? DeviceOrder.ByName, input.Skip, Math.Clamp(input.Limit, 1, Most), input.After);
        if (!found.Succeeded) return found.Problem;
        return new Rows(found.Value.Items.Select(d => RowOf(d, found.Value.Ground, input.Metrics ?? [])).ToList(), found.Value.Total);
    }

    private Row RowOf(DeviceEntry d, FilterGround ground, IReadOnlyList<string> metrics)
    {
        var values = new Dictionary<string, LastValue>(metrics.Count, StringComparer.Ordinal);
        foreach (var metric in metrics)
            if (ground.ValueOf(d, metric) is { } value) values[metric] = value;
        return new(
            d.Id, d.DeviceId, d.Name, d.Serial, d.Model, d.Manufacturer, d.HardwareRevision, d.State, d.SitePath, d.SiteId, ground.PlaceOf(d), d.IsGateway, d.GatewayId,
            ground.NameOf(d.GatewayId), d.Tags, d.Power, d.ExpectedIntervalSeconds, d.CreatedAt, d.Version, vitals.FirstOrDefault()?.For(d.Id), values);
    }
}
