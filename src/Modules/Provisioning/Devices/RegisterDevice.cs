using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Lifecycle;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Provisioning.Devices;

/// <summary>Adds one planned device. It may connect once it has a certificate, or reports through its gateway.</summary>
internal sealed class RegisterDevice(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, DeviceDirectory directory, TimeProvider clock)
{
    internal sealed record Input(
        string DeviceId, Guid SiteId, string Name, string Serial, string Model, string Manufacturer = "", string HardwareRevision = "",
        PowerSource Power = PowerSource.Mains, string? GatewayDeviceId = null, bool IsGateway = false, IReadOnlyList<string>? Tags = null,
        int ExpectedIntervalSeconds = 300);

    public async Task<Result<Guid>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.Register) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (caller.Actor.TenantId is not { } tenant || caller.FindSite(sites, tenant, input.SiteId) is not { } site) return ProvisioningProblems.NoSite;
        if (caller.Refuses(ProvisioningPermissions.Register, site.Path) is { } refusedThere) return refusedThere;

        var plan = new DevicePlan(
            input.Serial, input.DeviceId.Trim(), input.Name, input.Model, input.Manufacturer, input.HardwareRevision, input.Power, site.Id,
            string.IsNullOrWhiteSpace(input.GatewayDeviceId) ? null : input.GatewayDeviceId.Trim(), input.IsGateway, input.Tags ?? [], input.ExpectedIntervalSeconds);
        if (DeviceRules.Refuse(plan) is { } invalid) return invalid;
        if (directory.FindByDeviceId(plan.DeviceId) is not null) return ProvisioningProblems.DeviceIdTaken(plan.DeviceId);
        var now = clock.GetUtcNow();
        var device = Device.Plan(plan, site, now);
        if (plan.GatewayDeviceId is { } gatewayId)
        {
            if (directory.FindByDeviceId(gatewayId) is not { IsGateway: true } gateway || !caller.Reaches(gateway.TenantId, gateway.SitePath))
                return ProvisioningProblems.NoGateway(gatewayId);
            device.GatewayId = gateway.Id;
        }

        db.Add(device);
        db.Add(StateChange.Born(device, caller.Actor.Name, "Registered", now));
        db.Announce(new DeviceRegistered(tenant, device.Id, device.DeviceId));
        if (await db.TrySaveAsync(ProvisioningProblems.DeviceIdTaken(device.DeviceId), ct) is { } taken) return taken;
        directory.Put(device);
        return device.Id;
    }
}
