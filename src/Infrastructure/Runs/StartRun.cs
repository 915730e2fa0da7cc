using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>Starts doing something to many things. Which ones is settled now, by what the caller sees now; whether each may still be changed is asked again when it is its turn.</summary>
internal sealed class StartRun(ConsoleDbs dbs, BulkVerbs verbs, RunBell bell, LiveTopics live, Caller caller, TimeProvider clock)
{
    public const int MostOpen = 20;

    internal sealed record Input(string Verb, BulkArguments Arguments, RunTargets Targets);

    public async Task<Result<Guid>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(BulkPermissions.Start) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return BulkProblems.NotThere;
        var verb = verbs.Open(input.Verb, input.Arguments);
        if (!verb.Succeeded) return verb.Problem;
        var found = input.Targets.Of(verb.Value);
        if (!found.Succeeded) return found.Problem;
        if (verb.Value.Look(input.Arguments, found.Value.Seen).Changes.Count == 0) return BulkProblems.NothingToDo;

        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<BulkRun>().CountAsync(r => r.State == RunState.Waiting || r.State == RunState.Running, ct) >= MostOpen) return BulkProblems.Busy;
        var run = NewRun.Of(caller.Actor, tenant, clock.GetUtcNow(), verb.Value.Code, input.Arguments.ToText(), verb.Value.Words(input.Arguments));
        (run.Filter, run.Total) = (input.Targets.Filter, found.Value.Seen.Count + found.Value.Unseen.Count);
        db.Add(run);
        var number = 0;
        foreach (var part in found.Value.Seen.Concat(found.Value.Unseen).Chunk(BulkChunk.Size))
            db.Add(new BulkChunk { RunId = run.Id, TenantId = tenant, Number = ++number, Given = Packed.Of(part) });
        db.AuditAsOne($"Started on {run.Total} by {(run.Filter is null ? "hand" : $"the filter “{run.Filter}”")}", run.ToSubject());
        await db.SaveChangesAsync(ct);
        live.Announce(RunTopics.Of(tenant));
        bell.Ring();
        return run.Id;
    }
}
