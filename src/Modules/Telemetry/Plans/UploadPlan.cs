using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Telemetry.Plans;

/// <summary>The first plan of a floor, or a better one: what stands on it stays where it is.</summary>
internal sealed class UploadPlan(ConsoleDbs dbs, ISiteDirectory sites, Caller caller, TimeProvider clock)
{
    internal sealed record Input(Guid SiteId, string FileName, byte[] Content);

    public async Task<Result<Done>> RunAsync(Input ask, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.Plans) is { } refused) return refused;
        var floor = PlanFloor.FindToEdit(caller, sites, ask.SiteId);
        if (!floor.Succeeded) return floor.Problem;
        var drawing = PlanFile.Read(ask.Content);
        if (!drawing.Succeeded) return drawing.Problem;
        await using var db = await dbs.OpenWideAsync(ct);
        var plan = await db.Set<FloorPlan>().SingleOrDefaultAsync(p => p.SiteId == ask.SiteId, ct);
        if (plan is null) db.Add(plan = new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), SiteId = ask.SiteId, SitePath = floor.Value.Path });
        plan.Name = ask.FileName.Length > 100 ? ask.FileName[..100] : ask.FileName;
        (plan.MediaType, plan.Content, plan.Width, plan.Height) = (drawing.Value.MediaType, drawing.Value.Content, drawing.Value.Width, drawing.Value.Height);
        (plan.UploadedAt, plan.UploadedBy, plan.Version) = (clock.GetUtcNow(), caller.Actor.Name, plan.Version + 1);
        if (await db.TrySaveAsync(TelemetryProblems.PlanChangedMeanwhile, ct) is { } taken) return taken;
        return Done.It;
    }
}
