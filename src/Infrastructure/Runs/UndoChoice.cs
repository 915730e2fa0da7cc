using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>Which run may be taken back, and by whom.</summary>
internal static class UndoChoice
{
    internal sealed record Found(BulkRun Run, IBulkVerb Verb);

    public static async Task<Result<Found>> FindAsync(ConsoleDb db, Guid id, BulkVerbs verbs, Caller caller, CancellationToken ct)
    {
        if (await db.RunsFor(caller.Actor).SingleOrDefaultAsync(r => r.Id == id, ct) is not { } run) return BulkProblems.NoRun;
        if (caller.RefusesToTouch(run) is { } not) return not;
        if (Refuse(run, await UndoneAsync(db, run, ct), verbs.Find(run.Verb)) is { } refused) return refused;
        var opened = verbs.Open(run.Verb, BulkArguments.Read(run.Arguments));
        return opened.Succeeded ? new Found(run, opened.Value) : opened.Problem;
    }

    public static Problem? Refuse(BulkRun run, RunState? undo, IBulkVerb? verb)
    {
        if (run.IsOpen) return BulkProblems.StillRunning;
        if (run.UndoOf is not null || run.Changed == 0 || verb?.CanBeUndone(BulkArguments.Read(run.Arguments)) != true) return BulkProblems.CannotBeUndone;

        // An undo that was stopped half-way can be asked for again: what it has put back counts as changed since.
        return undo is not (null or RunState.Stopped or RunState.Failed) ? BulkProblems.UndoneAlready : null;
    }

    /// <summary>How the undo of this run stands; null when there is none.</summary>
    public static Task<RunState?> UndoneAsync(ConsoleDb db, BulkRun run, CancellationToken ct) => run.UndoneBy is { } by
        ? db.Set<BulkRun>().Where(r => r.Id == by).Select(r => (RunState?)r.State).SingleOrDefaultAsync(ct)
        : Task.FromResult<RunState?>(null);
}
