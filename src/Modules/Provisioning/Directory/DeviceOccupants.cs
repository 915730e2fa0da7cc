using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Directory;

/// <summary>Answers whether a site may be removed. Decommissioned devices do not hold it.</summary>
internal sealed class DeviceOccupants(ConsoleDbs dbs) : ISiteOccupants
{
    public async Task<string?> StandingAtAsync(Guid tenantId, string path, CancellationToken ct)
    {
        await using var db = await dbs.OpenAsAsync(Actor.SystemFor(tenantId), ct);
        var devices = await db.Set<Device>().CountAsync(d => d.SitePath.StartsWith(path) && d.State != LifecycleState.Decommissioned, ct);
        if (devices > 0) return devices == 1 ? "1 device" : $"{devices} devices";
        var templates = await db.Set<EnrolmentTemplate>().CountAsync(t => t.SitePath.StartsWith(path), ct);
        return templates == 0 ? null : templates == 1 ? T("1 enrolment template") : T("{0} enrolment templates", templates);
    }
}
