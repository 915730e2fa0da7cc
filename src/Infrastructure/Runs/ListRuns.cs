using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>The runs the caller may look at, newest first.</summary>
internal sealed class ListRuns(ConsoleDbs dbs, BulkVerbs verbs, Caller caller)
{
    public const int Most = 500;

    /// <param name="State">Null for every state.</param>
    /// <param name="After">The id after which the list goes on: the API's cursor.</param>
    internal sealed record Input(RunState? State = null, bool OwnOnly = false, int Skip = 0, int Limit = 50, Guid? After = null);

    internal sealed record Row(
        Guid Id, string Words, string Verb, RunState State, int Total, int Changed, int Skipped, double Pace, string StartedBy, DateTimeOffset StartedAt, DateTimeOffset? EndedAt,
        Guid? UndoOf, Guid? UndoneBy, bool IsOwn)
    {
        public bool IsOpen => State is RunState.Waiting or RunState.Running;

        /// <summary>0 to 1.</summary>
        public double Done => Total == 0 ? 1 : Math.Clamp((Changed + Skipped) / (double)Total, 0, 1);

        public TimeSpan? Left => IsOpen && Pace > 0 ? TimeSpan.FromSeconds(Math.Max(1, (Total - Changed - Skipped) / Pace)) : null;
    }

    internal sealed record Rows(IReadOnlyList<Row> Items, int Total);

    public async Task<Result<Rows>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(BulkPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        var runs = db.RunsFor(caller.Actor).AsNoTracking();
        if (input.State is { } state) runs = runs.Where(r => r.State == state);
        if (input.OwnOnly) runs = runs.Where(r => r.StartedById == caller.Actor.Id);
        if (input.After is { } after && await runs.Where(r => r.Id == after).Select(r => (DateTimeOffset?)r.StartedAt).SingleOrDefaultAsync(ct) is { } from)
            runs = runs.Where(r => r.StartedAt < from || (r.StartedAt == from && r.Id < after));
        var total = await runs.CountAsync(ct);
        var rows = await runs.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).Skip(Math.Max(0, input.Skip)).Take(Math.Clamp(input.Limit, 1, Most)).ToListAsync(ct);
        return new Rows(rows.ConvertAll(r => RowOf(r, verbs, caller)), total);
    }

    internal static Row RowOf(BulkRun r, BulkVerbs verbs, Caller caller) => new(
        r.Id, verbs.WordsOf(r.Verb, r.Arguments, r.Words, r.UndoOf is not null), r.Verb, r.State, r.Total, r.Changed, r.Skipped, r.Pace, r.StartedBy, r.StartedAt, r.EndedAt,
        r.UndoOf, r.UndoneBy, r.StartedById == caller.Actor.Id);
}
