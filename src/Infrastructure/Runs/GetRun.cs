using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>One run with all that is known of it.</summary>
internal sealed class GetRun(ConsoleDbs dbs, BulkVerbs verbs, Caller caller)
{
    /// <param name="List">The page of the list that the filter is of; null for a verb that is no longer known.</param>
    /// <param name="Problem">Why it stopped or failed, in English.</param>
    /// <param name="MayUndo">It has ended, changed something, was not undone, and the caller may.</param>
    internal sealed record Row(
        ListRuns.Row Line, string? List, string? Filter, IReadOnlyDictionary<string, string> Arguments, IReadOnlyList<ReasonCount> Reasons, string? Problem, bool MayStop, bool MayUndo);

    public async Task<Result<Row>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(BulkPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.RunsFor(caller.Actor).AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } run) return BulkProblems.NoRun;
        var undo = await UndoChoice.UndoneAsync(db, run, ct);
        var verb = verbs.Find(run.Verb);
        var may = caller.RefusesToTouch(run) is null;
        return new Row(
            ListRuns.RowOf(run, verbs, caller), verb?.List, run.Filter, BulkArguments.Read(run.Arguments).Given, run.ReadReasons(), run.Problem,
            may && run.IsOpen, may && UndoChoice.Refuse(run, undo, verb) is null);
    }
}
