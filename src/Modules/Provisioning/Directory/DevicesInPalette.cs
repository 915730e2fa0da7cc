using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Palette;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Tenants.Contracts;
using MudBlazor;

namespace IoTConsole.Provisioning.Directory;

/// <summary>Devices by name, serial and device id, within the caller's places.</summary>
internal sealed class DevicesInPalette(DeviceNames names, IDeviceDirectory devices, ISiteDirectory sites, Caller caller) : IPaletteSource
{
    public string Kind => "device";

    public string Heading => "Devices";

    public string Icon => Icons.Material.Outlined.Sensors;

    public ValueTask<IReadOnlyList<PaletteHit>> FindAsync(PaletteWords words, int most, CancellationToken ct)
    {
        if (words.IsEmpty || caller.Actor.TenantId is not { } tenant || !caller.Actor.Can(ProvisioningPermissions.View)) return ValueTask.FromResult<IReadOnlyList<PaletteHit>>([]);
        var places = caller.Places;
        var found = names.Of(tenant).Find(words, most, d => places.Any(p => d.SitePath.StartsWith(p, StringComparison.Ordinal)));
        return ValueTask.FromResult<IReadOnlyList<PaletteHit>>(found.Select(f => HitOf(f.Thing, f.Score)).ToList());
    }

    public ValueTask<PaletteHit?> RecallAsync(string id, CancellationToken ct) => ValueTask.FromResult(
        caller.Actor.Can(ProvisioningPermissions.View) && Guid.TryParse(id, out var device)
        && devices.Find(device) is { } entry && caller.Sees(entry.TenantId, entry.SitePath) ? HitOf(entry, 1) : null);

    private PaletteHit HitOf(DeviceEntry device, int score)
    {
        var known = device.Serial == device.DeviceId || device.Serial.Length == 0 ? device.DeviceId : $"{device.Serial} · {device.DeviceId}";
        return new PaletteHit(device.Id.ToString(), device.Name, $"{known} · {sites.NameOf(device.TenantId, device.SitePath)}", $"/devices/{device.Id}", score);
    }
}
