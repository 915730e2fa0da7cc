using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Runs;

internal sealed class RunsUnderWay(ConsoleDbs dbs, BulkVerbs verbs, Caller caller, TimeProvider clock) : IRunningWork
{
    public string TopicOf(Guid tenantId) => RunTopics.Of(tenantId);

    public async Task<IReadOnlyList<WorkLine>> NowAsync(CancellationToken ct)
    {
        if (!caller.Actor.Can(BulkPermissions.View)) return [];
        var lately = clock.GetUtcNow().AddMinutes(-1);
        await using var db = await dbs.OpenWideAsync(ct);
        var runs = await db.RunsFor(caller.Actor).AsNoTracking().Where(r => r.State == RunState.Waiting || r.State == RunState.Running || (r.EndedAt > lately && r.StartedById == caller.Actor.Id))
            .OrderByDescending(r => r.StartedAt).Take(20).ToListAsync(ct);
        return runs.ConvertAll(r =>
        {
            var line = ListRuns.RowOf(r, verbs, caller);
            return new WorkLine(r.Id, line.Words, $"/runs/{r.Id}", line.IsOpen ? line.Done : null, line.IsOpen ? RunWords.Progress(line) : RunWords.Outcome(line), line.IsOwn);
        });
    }
}
