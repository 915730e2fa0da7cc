using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Devices;

/// <summary>One device with its place and its gateway, and what the caller may do with it.</summary>
internal sealed class GetDevice(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, IEnumerable<IDeviceVitals> vitals)
{
    /// <param name="Trail">The nodes from the portfolio down to where it stands.</param>
    internal sealed record Row(
        Guid Id, Guid TenantId, string DeviceId, string Name, string Serial, string Model, string Manufacturer, string HardwareRevision, PowerSource Power,
        IReadOnlyList<string> Tags, Guid SiteId, string SitePath, string Place, IReadOnlyList<SiteNode> Trail, TimeZoneInfo Zone, bool IsGateway, Guid? GatewayId,
        string? GatewayName, int Children, LifecycleState State, LifecycleState AtRest, int ExpectedIntervalSeconds, DateTimeOffset CreatedAt,
        DateTimeOffset? ReportedAt, int Version, DeviceVitals? Vitals, Allowed May);

    internal sealed record Allowed(bool Edit, bool Serve, bool Decommission, bool Credentials);

    public async Task<Result<Row>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<Device>().AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct) is not { } d) return ProvisioningProblems.NoDevice;
        var gateway = d.GatewayId is null ? null : await db.Set<Device>().Where(g => g.Id == d.GatewayId).Select(g => g.Name).SingleOrDefaultAsync(ct);
        var children = d.IsGateway ? await db.Set<Device>().CountAsync(c => c.GatewayId == d.Id, ct) : 0;
        return new Row(
            d.Id, d.TenantId, d.DeviceId, d.Name, d.Serial, d.Model, d.Manufacturer, d.HardwareRevision, d.Power, TagText.Read(d.Tags), d.SiteId, d.SitePath,
            sites.NameOf(d.TenantId, d.SitePath), sites.Trail(d.TenantId, d.SitePath), sites.ZoneOf(d.TenantId, d.SitePath), d.IsGateway, d.GatewayId, gateway,
            children, d.State, d.AtRest, d.ExpectedIntervalSeconds, d.CreatedAt, d.ReportedAt, d.Version, vitals.FirstOrDefault()?.For(d.Id), MayAt(d.SitePath));
    }

    private Allowed MayAt(string path) => new(
        caller.Actor.Can(ProvisioningPermissions.Edit, path), caller.Actor.Can(ProvisioningPermissions.Serve, path),
        caller.Actor.Can(ProvisioningPermissions.Decommission, path), caller.Actor.Can(ProvisioningPermissions.Credentials, path));
}
