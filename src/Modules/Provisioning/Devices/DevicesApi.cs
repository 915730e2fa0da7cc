using IoTConsole.Infrastructure.Api;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Fleet;
using IoTConsole.Provisioning.Lifecycle;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Provisioning.Devices;

/// <summary>The device registry over HTTP.</summary>
internal static class DevicesApi
{
    /// <param name="DeviceId">MQTT client id and certificate common name, unique on the whole console.</param>
    /// <param name="Place">From the building down.</param>
    /// <param name="Health">Null as long as nothing is known.</param>
    /// <param name="LastSeenAt">UTC; null when it has never reported.</param>
    internal sealed record DeviceLine(
        Guid Id, string DeviceId, string Name, string Serial, string Model, LifecycleState State, Guid SiteId, string Place, bool IsGateway, Guid? GatewayId,
        IReadOnlyList<string> Tags, HealthState? Health, DateTimeOffset? LastSeenAt);

    /// <param name="ExpectedIntervalSeconds">Seconds between reports when all is well.</param>
    /// <param name="Version">Send it back with a change; an older one is answered 409.</param>
    internal sealed record DeviceDetail(
        Guid Id, string DeviceId, string Name, string Serial, string Model, string Manufacturer, string HardwareRevision, PowerSource Power, LifecycleState State,
        Guid SiteId, string Place, bool IsGateway, Guid? GatewayId, IReadOnlyList<string> Tags, int ExpectedIntervalSeconds, DateTimeOffset CreatedAt,
        DateTimeOffset? FirstReportAt, HealthState? Health, string? HealthWhy, DateTimeOffset? LastSeenAt, double? BatteryPercent, bool? Connected, int Version);

    /// <param name="DeviceId">1 to 64 of <c>A-Z a-z 0-9 . _ : -</c>.</param>
    /// <param name="GatewayDeviceId">Device id of the gateway that speaks for it; null when it connects itself.</param>
    /// <param name="ExpectedIntervalSeconds">1 to 604,800; default 300.</param>
    internal sealed record NewDevice(
        string DeviceId, Guid SiteId, string Name, string Serial, string Model, string? Manufacturer = null, string? HardwareRevision = null,
        PowerSource Power = PowerSource.Mains, string? GatewayDeviceId = null, bool IsGateway = false, IReadOnlyList<string>? Tags = null, int ExpectedIntervalSeconds = 300);

    /// <summary>What is absent or null stays as it is.</summary>
    internal sealed record DeviceEdit(
        int? Version = null, string? Name = null, string? Serial = null, string? Model = null, string? Manufacturer = null, string? HardwareRevision = null,
        IReadOnlyList<string>? Tags = null, Guid? SiteId = null, int? ExpectedIntervalSeconds = null);

    /// <param name="To">Maintenance, Quarantined, Decommissioned, or Active for "back in service".</param>
    /// <param name="Why">Needed for quarantine and decommissioning; at most 300 characters.</param>
    internal sealed record NewState(LifecycleState To, string? Why = null, int? Version = null);

    internal sealed record StateReply(LifecycleState State);

    internal sealed record NewId(Guid Id);

    /// <summary>What the list may be narrowed by.</summary>
    /// <param name="Q">Words and terms, as in the console's search: <c>boiler tag:roof co2&gt;1000 unheard:2h -state:planned</c>.</param>
    /// <param name="Filter">The query string of the console's list, as a saved view keeps it; together with the others all must hold.</param>
    internal sealed record Asked(
        string? Q, string? Filter, LifecycleState? State, string? Model, string? Tag, Guid? SiteId, HealthState? Health, Guid? GatewayId, bool? IsGateway, int? Limit, string? Cursor);

    public static void Map(IEndpointRouteBuilder api)
    {
        var devices = api.MapGroup("/devices").WithTags("Devices").RequireAuthorization(ProvisioningPermissions.ViewDevices);
        devices.MapGet("/", ListAsync).WithName("ListDevices").WithSummary("List devices")
            .WithDescription("By device id, within the scope of the caller. `q` is words of name, device id or serial and terms like `tag:roof`, `co2>1000`, `unheard:2h`; `siteId` includes everything below the site.");
        devices.MapPost("/", RegisterAsync).WithName("RegisterDevice").WithSummary("Register a device")
            .WithDescription("It is planned until it gets a certificate or reports through its gateway. 409 when the device id is in use on this console.");
        devices.MapGet("/{id:guid}", GetAsync).WithName("GetDevice").WithSummary("Get a device").WithDescription("With its health and its version.");
        devices.MapPatch("/{id:guid}", EditAsync).WithName("EditDevice").WithSummary("Rename, describe, tag or move a device")
            .WithDescription("Only what is given changes. 409 when somebody changed the device since `version`.");
        devices.MapPost("/{id:guid}/state", ChangeAsync).WithName("ChangeDeviceState").WithSummary("Maintenance, quarantine, release, decommission")
            .WithDescription("Quarantine and decommissioning end the live session within five seconds; decommissioning revokes every certificate and is for good.");
        devices.MapGet("/{id:guid}/timeline", TimelineAsync).WithName("ListDeviceTimeline").WithSummary("What happened to a device")
            .WithDescription("Newest first; pass the time of the last entry as `before` for older ones. At most 200.");
    }

    private static async Task<Results<Ok<Page<DeviceLine>>, ProblemHttpResult>> ListAsync([AsParameters] Asked asked, ListDevices list, CancellationToken ct)
    {
        var limit = Cursor.Limit(asked.Limit);
        var filter = DeviceFilter.Parse(asked.Filter).And(
            ("q", asked.Q), ("state", asked.State is { } state ? DeviceFilter.KeyOf(state) : null), ("model", asked.Model), ("tag", asked.Tag), ("site", asked.SiteId),
            ("health", asked.Health is { } health ? DeviceFilter.KeyOf(health) : null), ("gateway", asked.GatewayId),
            ("is", asked.IsGateway switch { true => "gateway", false => "!gateway", null => null }));
        var rows = await list.RunAsync(new(filter, DeviceOrder.ByDeviceId, Limit: limit, After: Cursor.Read(asked.Cursor)), ct);
        if (!rows.Succeeded) return rows.Problem.ToHttp();
        var lines = rows.Value.Items.Select(r => new DeviceLine(
            r.Id, r.DeviceId, r.Name, r.Serial, r.Model, r.State, r.SiteId, r.Place, r.IsGateway, r.GatewayId, r.Tags, r.Vitals?.State, r.Vitals?.LastSeen)).ToList();
        return TypedResults.Ok(new Page<DeviceLine>(lines, rows.Value.Total > lines.Count ? Cursor.Of(lines[^1].DeviceId) : null));
    }

    private static async Task<Results<Created<NewId>, ProblemHttpResult>> RegisterAsync(NewDevice ask, RegisterDevice register, CancellationToken ct)
    {
        var registered = await register.RunAsync(
            new(
                ask.DeviceId ?? "", ask.SiteId, ask.Name ?? "", ask.Serial ?? "", ask.Model ?? "", ask.Manufacturer ?? "", ask.HardwareRevision ?? "", ask.Power,
                ask.GatewayDeviceId, ask.IsGateway, ask.Tags, ask.ExpectedIntervalSeconds), ct);
        return registered.Succeeded ? TypedResults.Created($"/api/v1/devices/{registered.Value}", new NewId(registered.Value)) : registered.Problem.ToHttp();
    }

    private static async Task<Results<Ok<DeviceDetail>, ProblemHttpResult>> GetAsync(Guid id, GetDevice get, CancellationToken ct)
    {
        var found = await get.RunAsync(id, ct);
        if (!found.Succeeded) return found.Problem.ToHttp();
        var d = found.Value;
        return TypedResults.Ok(new DeviceDetail(
            d.Id, d.DeviceId, d.Name, d.Serial, d.Model, d.Manufacturer, d.HardwareRevision, d.Power, d.State, d.SiteId, d.Place, d.IsGateway, d.GatewayId, d.Tags,
            d.ExpectedIntervalSeconds, d.CreatedAt, d.ReportedAt, d.Vitals?.State, d.Vitals?.Why, d.Vitals?.LastSeen, d.Vitals?.BatteryPercent, d.Vitals?.Connected, d.Version));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EditAsync(Guid id, DeviceEdit ask, EditDevice edit, CancellationToken ct)
    {
        var done = await edit.RunAsync(
            new(id, ask.Version, ask.Name, ask.Serial, ask.Model, ask.Manufacturer, ask.HardwareRevision, ask.Tags, ask.SiteId, ask.ExpectedIntervalSeconds), ct);
        return done.Succeeded ? TypedResults.NoContent() : done.Problem.ToHttp();
    }

    private static async Task<Results<Ok<StateReply>, ProblemHttpResult>> ChangeAsync(Guid id, NewState ask, ChangeDeviceState change, CancellationToken ct)
    {
        var changed = await change.RunAsync(new(id, ask.To, ask.Why, ask.Version), ct);
        return changed.Succeeded ? TypedResults.Ok(new StateReply(changed.Value)) : changed.Problem.ToHttp();
    }

    private static async Task<Results<Ok<Page<TimelineEntry>>, ProblemHttpResult>> TimelineAsync(
        Guid id, ListTimeline list, CancellationToken ct, DateTimeOffset? before = null, int? limit = null)
    {
        var entries = await list.RunAsync(id, before, Cursor.Limit(limit), ct);
        return entries.Succeeded ? TypedResults.Ok(new Page<TimelineEntry>(entries.Value, null)) : entries.Problem.ToHttp();
    }
}
