using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>Takes back what a run changed: a run of its own, which leaves alone what was changed since.</summary>
internal sealed class UndoRun(ConsoleDbs dbs, BulkVerbs verbs, RunBell bell, LiveTopics live, Caller caller, TimeProvider clock)
{
    public async Task<Result<Guid>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(BulkPermissions.Start) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        var found = await UndoChoice.FindAsync(db, id, verbs, caller, ct);
        if (!found.Succeeded) return found.Problem;
        var run = found.Value.Run;
        var undo = NewRun.Of(caller.Actor, run.TenantId, clock.GetUtcNow(), run.Verb, run.Arguments, $"Undo: {run.Words}");
        (undo.UndoOf, undo.Total) = (run.Id, run.Changed);
        (run.UndoneBy, run.Version) = (undo.Id, run.Version + 1);
        db.Add(undo);
        foreach (var chunk in await db.Set<BulkChunk>().AsNoTracking().Where(c => c.RunId == id && c.Changes != null).OrderBy(c => c.Number).ToListAsync(ct))
            db.Add(new BulkChunk { RunId = undo.Id, TenantId = run.TenantId, Number = chunk.Number, Given = chunk.Changes! });
        db.AuditAsOne($"Started to undo {run.Changed}", undo.ToSubject());
        if (await db.TrySaveAsync(BulkProblems.UndoneAlready, ct) is { } meanwhile) return meanwhile;
        live.Announce(RunTopics.Of(run.TenantId));
        bell.Ring();
        return undo.Id;
    }
}
