using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Devices;

/// <summary>One page of the caller's devices. Scope, filter and order are the database's work; health is known in memory only.</summary>
internal sealed class ListDevices(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, IEnumerable<IDeviceVitals> vitals)
{
    public const int Most = 500;

    // More devices than any console of ours has; a bound because every read has one.
    private const int MostForHealth = 250_000;

    internal enum Order
    {
        Name,
        DeviceId,
        Model,
        State,
        Place,
        Newest,
    }

    /// <param name="Text">Part of name, device id or serial, in any case.</param>
    /// <param name="After">The device id after which an order by device id continues: the API's cursor.</param>
    internal sealed record Input(
        string? Text = null, LifecycleState? State = null, string? Model = null, string? Tag = null, Guid? SiteId = null, HealthState? Health = null,
        Guid? GatewayId = null, bool? IsGateway = null, Order By = Order.Name, bool Descending = false, int Skip = 0, int Limit = 50, string? After = null);

    internal sealed record Row(
        Guid Id, string DeviceId, string Name, string Serial, string Model, LifecycleState State, string SitePath, Guid SiteId, string Place, bool IsGateway,
        Guid? GatewayId, IReadOnlyList<string> Tags, PowerSource Power, DateTimeOffset CreatedAt, int Version, DeviceVitals? Vitals);

    internal sealed record Rows(IReadOnlyList<Row> Items, int Total);

    public async Task<Result<Rows>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenAsync(ct);
        if (Filtered(db.Set<Device>().AsNoTracking(), input) is not { } devices) return ProvisioningProblems.NoSite;
        var ordered = Ordered(devices, input);
        var (skip, limit) = (Math.Max(0, input.Skip), Math.Clamp(input.Limit, 1, Most));
        if (input.Health is not { } health) return new Rows(Shown(await ordered.Skip(skip).Take(limit).ToListAsync(ct)), await devices.CountAsync(ct));

        var ids = (await ordered.Select(d => d.Id).Take(MostForHealth).ToListAsync(ct)).FindAll(id => HealthOf(id) == health);
        var page = ids.Skip(skip).Take(limit).ToList();
        var rows = await db.Set<Device>().AsNoTracking().Where(d => page.Contains(d.Id)).ToDictionaryAsync(d => d.Id, ct);
        return new Rows(Shown(page.Select(id => rows[id])), ids.Count);
    }

    private IQueryable<Device>? Filtered(IQueryable<Device> devices, Input input)
    {
        if (input.SiteId is { } siteId)
        {
            if (caller.Actor.TenantId is not { } tenant || caller.FindSite(sites, tenant, siteId) is not { } site) return null;
            devices = devices.Where(d => d.SitePath.StartsWith(site.Path));
        }

        if (input.Text?.Trim() is { Length: > 0 } text)
        {
            var part = text.ToLowerInvariant();
            devices = devices.Where(d => d.Name.ToLower().Contains(part) || d.DeviceId.ToLower().Contains(part) || d.Serial.ToLower().Contains(part));
        }

        if (input.State is { } state) devices = devices.Where(d => d.State == state);
        if (input.Model is { Length: > 0 } model) devices = devices.Where(d => d.Model == model);
        if (input.GatewayId is { } gateway) devices = devices.Where(d => d.GatewayId == gateway);
        if (input.IsGateway is { } isGateway) devices = devices.Where(d => d.IsGateway == isGateway);
        if (input.After is { } after) devices = devices.Where(d => d.DeviceId.CompareTo(after) > 0);
        if (input.Tag is not { Length: > 0 } tag) return devices;
        var closed = $";{TagText.Clean(tag)};";
        return devices.Where(d => d.Tags.Contains(closed));
    }

    // The device id last, so that pages do not overlap among equals.
    private static IOrderedQueryable<Device> Ordered(IQueryable<Device> devices, Input input) => (input.By, input.Descending) switch
    {
        (Order.DeviceId, false) => devices.OrderBy(d => d.DeviceId),
        (Order.DeviceId, true) => devices.OrderByDescending(d => d.DeviceId),
        (Order.Model, false) => devices.OrderBy(d => d.Model).ThenBy(d => d.DeviceId),
        (Order.Model, true) => devices.OrderByDescending(d => d.Model).ThenBy(d => d.DeviceId),
        (Order.State, false) => devices.OrderBy(d => d.State).ThenBy(d => d.DeviceId),
        (Order.State, true) => devices.OrderByDescending(d => d.State).ThenBy(d => d.DeviceId),
        (Order.Place, false) => devices.OrderBy(d => d.SitePath).ThenBy(d => d.DeviceId),
        (Order.Place, true) => devices.OrderByDescending(d => d.SitePath).ThenBy(d => d.DeviceId),
        (Order.Newest, _) => devices.OrderByDescending(d => d.CreatedAt).ThenBy(d => d.DeviceId),
        (_, true) => devices.OrderByDescending(d => d.Name).ThenBy(d => d.DeviceId),
        _ => devices.OrderBy(d => d.Name).ThenBy(d => d.DeviceId),
    };

    private HealthState HealthOf(Guid id) => vitals.FirstOrDefault()?.For(id)?.State ?? HealthState.Unknown;

    private List<Row> Shown(IEnumerable<Device> devices) => devices.Select(d => new Row(
        d.Id, d.DeviceId, d.Name, d.Serial, d.Model, d.State, d.SitePath, d.SiteId, sites.NameOf(d.TenantId, d.SitePath), d.IsGateway, d.GatewayId,
        TagText.Read(d.Tags), d.Power, d.CreatedAt, d.Version, vitals.FirstOrDefault()?.For(d.Id))).ToList();
}
