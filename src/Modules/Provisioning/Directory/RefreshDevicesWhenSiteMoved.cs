using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Directory;

/// <summary>
/// The plumbing has moved the rows; this makes every node's directory notice. May be delivered twice; the second time only
/// raises versions again.
/// </summary>
internal sealed class RefreshDevicesWhenSiteMoved(ConsoleDbs dbs, DeviceDirectory directory, TimeProvider clock) : IReactTo<SiteMoved>
{
    public async Task HandleAsync(SiteMoved news, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await dbs.OpenAsAsync(Actor.SystemFor(news.TenantId), ct);
        await db.Set<Device>().Where(d => d.SitePath.StartsWith(news.NewPath))
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Version, d => d.Version + 1).SetProperty(d => d.ChangedAt, now), ct);
        await directory.CatchUpAsync(ct);
    }
}
