using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>What an undo would put back, and what it would leave as it is now. Changes nothing.</summary>
internal sealed class PreviewUndo(ConsoleDbs dbs, BulkVerbs verbs, Caller caller)
{
    public async Task<Result<RunOutcome>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(BulkPermissions.Start) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        var found = await UndoChoice.FindAsync(db, id, verbs, caller, ct);
        if (!found.Succeeded) return found.Problem;
        var (run, verb) = found.Value;
        var packed = await db.Set<BulkChunk>().AsNoTracking().Where(c => c.RunId == id && c.Changes != null).OrderBy(c => c.Number).Select(c => c.Changes).ToListAsync(ct);
        var step = verb.LookBack(BulkArguments.Read(run.Arguments), [.. packed.SelectMany(Packed.Read<BulkMemory>)]);
        return PreviewRun.Of(verbs.WordsOf(run.Verb, run.Arguments, run.Words, undo: true), step);
    }
}
