using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Lifecycle;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Approvals;

/// <summary>
/// Registers what was seen: a gateway's child is provisioned at once, because its gateway speaks for it; a device of its own
/// is planned and becomes provisioned with its next connect.
/// </summary>
internal sealed class ApproveSightings(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, DeviceDirectory directory, LiveTopics topics, TimeProvider clock)
{
    public const int MostAtOnce = 500;

    /// <param name="SiteId">Where they stand; null leaves each where it was seen.</param>
    /// <param name="Name">For one device; several are called by their device ids.</param>
    internal sealed record Input(
        IReadOnlyList<Guid> Ids, string Model, string? Name = null, Guid? SiteId = null, PowerSource Power = PowerSource.Battery, int ExpectedIntervalSeconds = 900);

    public async Task<Result<int>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.Approve) is { } refused) return refused;
        if (input.Ids.Count is 0 or > MostAtOnce) return ProvisioningProblems.NothingChosen;
        await using var db = await dbs.OpenWideAsync(ct);
        var waiting = await db.Set<Sighting>().Where(s => input.Ids.Contains(s.Id)).ToListAsync(ct);
        if (waiting.Count != input.Ids.Distinct().Count()) return ProvisioningProblems.NoSighting;

        var now = clock.GetUtcNow();
        var devices = new List<Device>();
        foreach (var sighting in waiting)
        {
            var registered = Register(sighting, input, waiting.Count == 1 ? input.Name : null, now);
            if (!registered.Succeeded) return registered.Problem;
            if (devices.Exists(d => d.DeviceId == sighting.DeviceId)) return ProvisioningProblems.DeviceIdTaken(sighting.DeviceId);
            devices.Add(registered.Value);
            db.Add(registered.Value);
            db.Add(StateChange.Born(registered.Value, caller.Actor.Name, "Approved", now));
            db.Remove(sighting);
            db.Announce(new DeviceRegistered(sighting.TenantId, registered.Value.Id, sighting.DeviceId));
        }

        if (await db.TrySaveAsync(ProvisioningProblems.DeviceIdTaken(waiting[0].DeviceId), ct) is { } taken) return taken;
        foreach (var device in devices) directory.Put(device);
        topics.Announce($"approvals:{waiting[0].TenantId}");
        return devices.Count;
    }

    private Result<Device> Register(Sighting sighting, Input input, string? name, DateTimeOffset now)
    {
        var site = input.SiteId is { } chosen ? caller.FindSite(sites, sighting.TenantId, chosen) : sites.FindByPath(sighting.TenantId, sighting.SitePath);
        if (site is null) return ProvisioningProblems.NoSite;
        if (caller.Refuses(ProvisioningPermissions.Approve, site.Path) is { } refused) return refused;
        if (caller.Refuses(ProvisioningPermissions.Approve, sighting.SitePath) is { } refusedThere) return refusedThere;
        if (directory.FindByDeviceId(sighting.DeviceId) is not null) return ProvisioningProblems.DeviceIdTaken(sighting.DeviceId);
        var plan = new DevicePlan(
            sighting.DeviceId, sighting.DeviceId, string.IsNullOrWhiteSpace(name) ? sighting.DeviceId : name, input.Model, "", "", input.Power,
            site.Id, null, false, [], input.ExpectedIntervalSeconds);
        if (DeviceRules.Refuse(plan) is { } invalid) return invalid;
        var device = Device.Plan(plan, site, now);
        device.GatewayId = sighting.GatewayId;
        if (sighting.GatewayId is not null) device.State = LifecycleState.Provisioned;
        return device;
    }
}
