using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Lifecycle;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Directory;

internal sealed class DevicePlans(ConsoleDbs dbs, ISiteDirectory sites, DeviceDirectory directory, TimeProvider clock) : IDevicePlans
{
    private const int Batch = 2_000;
    private const int AuditedOneByOne = 20;

    public async Task<Result<int>> PlanAsync(Guid tenantId, IReadOnlyList<DevicePlan> plans, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var byDeviceId = new Dictionary<string, Device>(plans.Count, StringComparer.Ordinal);
        foreach (var plan in plans)
        {
            if (DeviceRules.Refuse(plan) is { } refused) return refused;
            if (sites.Find(tenantId, plan.SiteId) is not { } site) return ProvisioningProblems.NoSite;
            if (directory.FindByDeviceId(plan.DeviceId) is not null || !byDeviceId.TryAdd(plan.DeviceId, Device.Plan(plan, site, now)))
                return ProvisioningProblems.DeviceIdTaken(plan.DeviceId);
        }

        foreach (var plan in plans.Where(p => p.GatewayDeviceId is not null))
        {
            if (GatewayOf(tenantId, plan.GatewayDeviceId!, byDeviceId) is not { } gateway) return ProvisioningProblems.NoGateway(plan.GatewayDeviceId!);
            byDeviceId[plan.DeviceId].GatewayId = gateway;
        }

        // Gateways first: their children point at them.
        if (await StoreAsync(tenantId, byDeviceId.Values.OrderBy(d => d.GatewayId is not null).ToList(), now, ct) is { } taken) return taken;
        await directory.CatchUpAsync(ct);
        return plans.Count;
    }

    private async Task<Problem?> StoreAsync(Guid tenantId, List<Device> devices, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await dbs.OpenAsAsync(Actor.SystemFor(tenantId), ct);
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        await using var all = await db.Database.BeginTransactionAsync(ct);
        var stored = 0;
        foreach (var part in devices.Chunk(Batch))
        {
            db.AddRange(part);
            db.AddRange(part.Select(d => StateChange.Born(d, db.Actor.Name, "Planned", now)));
            stored += part.Length;
            if (devices.Count > AuditedOneByOne) db.AuditAsOne($"Planned {stored} of {devices.Count} devices");
            if (await db.TrySaveAsync(ProvisioningProblems.DeviceIdTaken(part[0].DeviceId), ct) is { } taken) return taken;
            db.ChangeTracker.Clear();
        }

        await all.CommitAsync(ct);
        return null;
    }

    private Guid? GatewayOf(Guid tenantId, string deviceId, Dictionary<string, Device> planned)
    {
        if (planned.TryGetValue(deviceId, out var sibling)) return sibling.IsGateway ? sibling.Id : null;
        return directory.FindByDeviceId(deviceId) is { IsGateway: true } known && known.TenantId == tenantId ? known.Id : null;
    }
}
