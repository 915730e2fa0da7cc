using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Sites;
using IoTConsole.Telemetry.Vitals;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Telemetry.Plans;

/// <summary>A floor's plan with the devices that stand on it, as they are now. Two queries; states and values are in memory.</summary>
internal sealed class ReadPlan(ConsoleDbs dbs, FleetHealth health, IDeviceDirectory devices, ISiteDirectory sites, Caller caller, TimeProvider clock)
{
    private const int Most = 2000;

    /// <param name="Plan">Null while the floor has none.</param>
    /// <param name="Unplaced">Devices of the floor that are not on the plan yet, by name.</param>
    internal sealed record Row(string SiteName, bool MayEdit, Sheet? Plan, IReadOnlyList<Mark> Marks, IReadOnlyList<Unmarked> Unplaced);

    internal sealed record Sheet(string Name, double Width, double Height, int Version, DateTimeOffset UploadedAt, string UploadedBy);

    /// <param name="Stale">The value is older than three of the device's intervals.</param>
    internal sealed record Mark(Guid Id, string Name, double X, double Y, HealthState State, double? Value, string? Unit, DateTimeOffset? At, bool Stale);

    internal sealed record Unmarked(Guid Id, string Name);

    /// <returns>Null for what is no floor.</returns>
    public async Task<Result<Row?>> RunAsync(Guid siteId, string metric, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        var found = PlanFloor.Find(caller, sites, siteId);
        if (!found.Succeeded) return found.Problem;
        if (found.Value is not { Kind: SiteKind.Floor } floor) return default(Row);
        await using var db = await dbs.OpenWideAsync(ct);
        var plan = await db.Set<FloorPlan>().Where(p => p.SiteId == siteId)
            .Select(p => new Sheet(p.Name, p.Width, p.Height, p.Version, p.UploadedAt, p.UploadedBy)).SingleOrDefaultAsync(ct);
        var places = await db.Set<Placement>().AsNoTracking().Where(p => p.SiteId == siteId).OrderBy(p => p.DeviceId).Take(Most).ToListAsync(ct);
        var standing = devices.Under(floor.TenantId, floor.Path).Where(d => d.State != LifecycleState.Decommissioned).ToDictionary(d => d.Id);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var marks = places.Where(p => standing.ContainsKey(p.DeviceId)).Select(p => MarkOf(standing[p.DeviceId], p, metric, now)).ToList();
        foreach (var mark in marks) standing.Remove(mark.Id);
        var unplaced = standing.Values.OrderBy(d => d.Name, StringComparer.OrdinalIgnoreCase).Take(Most).Select(d => new Unmarked(d.Id, d.Name)).ToList();
        return new Row(floor.Name, caller.Actor.Can(TelemetryPermissions.Plans, floor.Path), plan, marks, unplaced);
    }

    private Mark MarkOf(DeviceEntry device, Placement place, string metric, long now)
    {
        var value = metric == ReadMatrix.Health ? null : health.ValueOf(device.Id, metric);
        var number = value is { } v && double.IsFinite(v.Number) ? v.Number : (double?)null;
        return new(
            device.Id, device.Name, place.X, place.Y, health.FactsOf(device).Health, number, value?.Unit,
            value is { } last ? DateTimeOffset.FromUnixTimeMilliseconds(last.At) : null, value is { } old && now - old.At > SiteTally.FreshFor(device));
    }
}
