using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Telemetry.Plans;

/// <summary>Puts a device of a floor on its plan, moves it there, or takes it off again.</summary>
internal sealed class PlaceDevice(ConsoleDbs dbs, IDeviceDirectory devices, ISiteDirectory sites, Caller caller)
{
    /// <param name="At">Shares of the plan, 0 to 1, from its upper left corner; null takes the device off.</param>
    internal sealed record Input(Guid SiteId, Guid DeviceId, (double X, double Y)? At);

    public async Task<Result<Done>> RunAsync(Input ask, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.Plans) is { } refused) return refused;
        var floor = PlanFloor.FindToEdit(caller, sites, ask.SiteId);
        if (!floor.Succeeded) return floor.Problem;
        if (ask.At is { } at && !(at.X is >= 0 and <= 1 && at.Y is >= 0 and <= 1)) return TelemetryProblems.OffThePlan;
        if (devices.Find(ask.DeviceId) is not { } device || device.TenantId != floor.Value.TenantId || !device.SitePath.StartsWith(floor.Value.Path, StringComparison.Ordinal))
            return TelemetryProblems.NoSuchDevice;
        await using var db = await dbs.OpenWideAsync(ct);
        var placed = await db.Set<Placement>().SingleOrDefaultAsync(p => p.DeviceId == ask.DeviceId, ct);
        if (ask.At is not { } to)
        {
            if (placed is not null) db.Remove(placed);
        }
        else
        {
            if (placed is null) db.Add(placed = new() { DeviceId = ask.DeviceId });
            (placed.SiteId, placed.SitePath, placed.X, placed.Y) = (ask.SiteId, floor.Value.Path, Math.Round(to.X, 4), Math.Round(to.Y, 4));
        }

        if (await db.TrySaveAsync(TelemetryProblems.PlanChangedMeanwhile, ct) is { } taken) return taken;
        return Done.It;
    }
}
