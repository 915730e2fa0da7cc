using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.History;

/// <summary>Readings of one metric over time: of a device, or of what the caller sees of a zone, floor, building or the portfolio.</summary>
internal sealed class ReadHistory(SeriesHistory query, IDeviceDirectory devices, ISiteDirectory sites, Caller caller)
{
    /// <param name="Device">Device id or the console's own id; exactly one of it and <paramref name="Site"/>.</param>
    internal sealed record Input(
        string? Device, Guid? Site, string Metric, DateTimeOffset From, DateTimeOffset To, TimeSpan? Bucket, Aggregate Aggregate, int MostPoints);

    public async Task<Result<SeriesAnswer>> RunAsync(Input ask, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        if (ask.Device is null == ask.Site is null) return TelemetryProblems.OneSource;
        if (ask.To <= ask.From) return TelemetryProblems.BadRange;
        if (ask.Bucket < TimeSpan.FromSeconds(1)) return TelemetryProblems.BadBucket;
        var points = Math.Clamp(ask.MostPoints, 1, SeriesHistory.MostPoints);
        return ask.Device is { } device ? await OfDeviceAsync(ask, device, points, ct) : await OfSiteAsync(ask, ask.Site!.Value, points, ct);
    }

    private async Task<Result<SeriesAnswer>> OfDeviceAsync(Input ask, string device, int points, CancellationToken ct)
    {
        // Within the grants, whatever the scope bar says: a link to a device works from any scope.
        var found = (Guid.TryParse(device, out var id) ? devices.Find(id) : null) ?? devices.FindByDeviceId(device);
        if (found is null || found.TenantId != caller.Actor.TenantId || !caller.Actor.Can(TelemetryPermissions.View, found.SitePath)) return TelemetryProblems.NoSuchDevice;
        return await query.ReadAsync(AskOf(ask, found.TenantId, points) with { DeviceId = found.Id }, [], ct);
    }

    private async Task<Result<SeriesAnswer>> OfSiteAsync(Input ask, Guid site, int points, CancellationToken ct)
    {
        if (caller.Actor.TenantId is not { } tenant || sites.Find(tenant, site) is not { } node) return TelemetryProblems.NoSuchSite;
        var seen = VisibleParts.Of(caller, node.Path);
        if (seen.Count == 0) return TelemetryProblems.NoSuchSite;
        return await query.ReadAsync(AskOf(ask, tenant, points), seen, ct);
    }

    private static SeriesAsk AskOf(Input ask, Guid tenant, int points) =>
        new(tenant, null, null, ask.Metric, ask.From, ask.To, ask.Bucket, ask.Aggregate, points);
}
