using System.Collections.Concurrent;
using IoTConsole.Infrastructure.Palette;
using IoTConsole.Provisioning.Contracts;

namespace IoTConsole.Provisioning.Directory;

/// <summary>What devices are called, ready to be searched: one index a tenant, made again after a change when somebody asks.</summary>
internal sealed class DeviceNames(IDeviceDirectory devices)
{
    private readonly ConcurrentDictionary<Guid, (int Version, PaletteIndex<DeviceEntry> Index)> _byTenant = new();

    public PaletteIndex<DeviceEntry> Of(Guid tenantId)
    {
        var version = devices.Version;
        if (_byTenant.TryGetValue(tenantId, out var held) && held.Version == version) return held.Index;
        var index = new PaletteIndex<DeviceEntry>(devices.Under(tenantId, "").ToList(), d => string.Join(PaletteWords.FieldEnd, d.Name, d.Serial, d.DeviceId));
        _byTenant[tenantId] = (version, index);
        return index;
    }
}
