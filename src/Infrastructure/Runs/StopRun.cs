using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>Ends a run after the part that is under way. What was done stays done, and can be undone.</summary>
internal sealed class StopRun(ConsoleDbs dbs, LiveTopics live, Caller caller, TimeProvider clock)
{
    private const int MostRaces = 20;

    public async Task<Result<Done>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(BulkPermissions.Start) is { } refused) return refused;
        for (var race = 1; ; race++)
        {
            await using var db = await dbs.OpenWideAsync(ct);
            if (await db.RunsFor(caller.Actor).SingleOrDefaultAsync(r => r.Id == id, ct) is not { } run) return BulkProblems.NoRun;
            if (caller.RefusesToTouch(run) is { } not) return not;
            if (!run.IsOpen) return BulkProblems.Ended;
            run.End(RunState.Stopped, null, clock.GetUtcNow());
            db.AuditAsOne($"Stopped after {run.Done} of {run.Total}", run.ToSubject());

            // The worker counts a chunk several times a second; one of the two is first, and the other looks again.
            if (await db.TrySaveAsync(BulkProblems.Ended, ct) is { } meanwhile)
            {
                if (race < MostRaces) continue;
                return meanwhile;
            }

            live.Announce(RunTopics.Of(run.TenantId));
            return Done.It;
        }
    }
}
