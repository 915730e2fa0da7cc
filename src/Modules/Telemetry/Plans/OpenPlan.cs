using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Telemetry.Plans;

/// <summary>The drawing itself, for whoever sees its floor.</summary>
internal sealed class OpenPlan(ConsoleDbs dbs, ISiteDirectory sites, Caller caller)
{
    internal sealed record Row(string MediaType, byte[] Content, int Version);

    public async Task<Result<Row>> RunAsync(Guid siteId, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        var floor = PlanFloor.Find(caller, sites, siteId);
        if (!floor.Succeeded) return floor.Problem;
        await using var db = await dbs.OpenWideAsync(ct);
        var plan = await db.Set<FloorPlan>().Where(p => p.SiteId == siteId).Select(p => new Row(p.MediaType, p.Content, p.Version)).SingleOrDefaultAsync(ct);
        return plan is null ? TelemetryProblems.NoPlan : plan;
    }
}
