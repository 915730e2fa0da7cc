using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Telemetry.Plans;

/// <summary>Takes the drawing away. Where devices stood is kept, for the next one.</summary>
internal sealed class RemovePlan(ConsoleDbs dbs, ISiteDirectory sites, Caller caller)
{
    public async Task<Result<Done>> RunAsync(Guid siteId, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.Plans) is { } refused) return refused;
        var floor = PlanFloor.FindToEdit(caller, sites, siteId);
        if (!floor.Succeeded) return floor.Problem;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<FloorPlan>().SingleOrDefaultAsync(p => p.SiteId == siteId, ct) is not { } plan) return TelemetryProblems.NoPlan;
        db.Remove(plan);
        if (await db.TrySaveAsync(TelemetryProblems.PlanChangedMeanwhile, ct) is { } taken) return taken;
        return Done.It;
    }
}
