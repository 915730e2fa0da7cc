using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Devices;

/// <summary>Renames, describes, tags or moves a device. What is null stays as it is.</summary>
internal sealed class EditDevice(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, DeviceDirectory directory, TimeProvider clock)
{
    /// <param name="Version">The version that was looked at; null takes any.</param>
    internal sealed record Input(
        Guid Id, int? Version = null, string? Name = null, string? Serial = null, string? Model = null, string? Manufacturer = null,
        string? HardwareRevision = null, IReadOnlyList<string>? Tags = null, Guid? SiteId = null, int? ExpectedIntervalSeconds = null);

    public async Task<Result<Done>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.Edit) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<Device>().SingleOrDefaultAsync(d => d.Id == input.Id, ct) is not { } device) return ProvisioningProblems.NoDevice;
        if (caller.Refuses(ProvisioningPermissions.Edit, device.SitePath) is { } refusedThere) return refusedThere;
        if (input.Version is { } seen && seen != device.Version) return ProvisioningProblems.ChangedMeanwhile;

        device.Name = input.Name?.Trim() ?? device.Name;
        device.Serial = input.Serial?.Trim() ?? device.Serial;
        device.Model = input.Model?.Trim() ?? device.Model;
        device.Manufacturer = input.Manufacturer?.Trim() ?? device.Manufacturer;
        device.HardwareRevision = input.HardwareRevision?.Trim() ?? device.HardwareRevision;
        device.ExpectedIntervalSeconds = input.ExpectedIntervalSeconds ?? device.ExpectedIntervalSeconds;
        if (DeviceRules.RefuseWords(device.Name, device.Serial, device.Model, device.Manufacturer, device.HardwareRevision) is { } words) return words;
        if (DeviceRules.RefuseInterval(device.ExpectedIntervalSeconds) is { } interval) return interval;
        if (input.Tags is { } tags)
        {
            if (DeviceRules.RefuseTags(tags) is { } wrong) return wrong;
            device.Tags = TagText.Of(tags);
        }

        if (input.SiteId is { } siteId && siteId != device.SiteId)
        {
            if (caller.FindSite(sites, device.TenantId, siteId) is not { } site) return ProvisioningProblems.NoSite;
            if (caller.Refuses(ProvisioningPermissions.Edit, site.Path) is { } refusedTarget) return refusedTarget;
            device.Place(site);
        }

        device.Touch(clock.GetUtcNow());
        if (await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct) is { } meanwhile) return meanwhile;
        directory.Put(device);
        return Done.It;
    }
}
