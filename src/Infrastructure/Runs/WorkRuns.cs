using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Infrastructure.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>
/// Goes on with the runs that are open, a chunk of each in turn, as whoever started them and with what they hold at that moment. A chunk's
/// changes, its being done and the run's progress are one transaction: a process that dies leaves no chunk half done or done twice.
/// </summary>
internal sealed class WorkRuns(
    ConsoleDbs dbs, IStandings standings, IServiceScopeFactory scopes, RunBell bell, LiveTopics live, TimeProvider clock, ILogger<WorkRuns> log) : IRecurringJob
{
    private const int MostFaults = 5;
    private static readonly TimeSpan _atMost = TimeSpan.FromMinutes(1);
    private readonly Dictionary<Guid, int> _faults = [];

    public async Task<JobReport> RunAsync(CancellationToken ct)
    {
        using var turn = bell.TryBegin();
        if (turn is null) return new JobReport(0, 0, "Another worker is at it.");
        var (began, chunks, changed) = (clock.GetTimestamp(), 0L, 0L);
        while (clock.GetElapsedTime(began) < _atMost && await OpenAsync(ct) is { Count: > 0 } open)
        {
            foreach (var (id, tenant) in open)
            {
                changed += await TryStepAsync(id, tenant, ct);
                chunks++;
            }
        }

        return new JobReport(chunks, changed);
    }

    private async Task<List<(Guid Id, Guid Tenant)>> OpenAsync(CancellationToken ct)
    {
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        var open = await db.Set<BulkRun>().Where(r => r.State == RunState.Waiting || r.State == RunState.Running).OrderBy(r => r.StartedAt).Take(100)
            .Select(r => new { r.Id, r.TenantId }).ToListAsync(ct);
        return open.ConvertAll(r => (r.Id, r.TenantId));
    }

    private async Task<int> TryStepAsync(Guid id, Guid tenant, CancellationToken ct)
    {
        try
        {
            var changed = await StepAsync(id, ct);
            _faults.Remove(id);
            live.Announce(RunTopics.Of(tenant));
            return changed;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody changed one of these things, or the run, in this very moment: nothing of the chunk was stored, and it is looked at anew.
            if (Fault(id) < MostFaults * 10) return 0;
            throw;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "A chunk of the run {Run} could not be done", id);
            if (Fault(id) >= MostFaults) await EndAsync(id, RunState.Failed, BulkProblems.Fault, ct);
            return 0;
        }
    }

    private int Fault(Guid id) => _faults[id] = _faults.GetValueOrDefault(id) + 1;

    private async Task<int> StepAsync(Guid id, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        if (await HeadAsync(id, ct) is not { } run) return 0;
        var actor = await standings.OfAsync(run.StartedByKind, run.StartedById, ct);
        if (actor is null || actor.TenantId != run.TenantId || !actor.Can(BulkPermissions.Start))
        {
            await EndAsync(id, RunState.Stopped, BulkProblems.AccessLost, ct);
            return 0;
        }

        var services = scope.ServiceProvider;
        services.GetRequiredService<Caller>().Become(actor);
        var asked = BulkArguments.Read(run.Arguments);
        var verb = services.GetRequiredService<BulkVerbs>().Open(run.Verb, asked);
        if (!verb.Succeeded)
        {
            await EndAsync(id, RunState.Stopped, verb.Problem.Kind == Results.ProblemKind.Forbidden ? BulkProblems.AccessLost : verb.Problem.Message, ct);
            return 0;
        }

        await using var db = await services.GetRequiredService<ConsoleDbs>().OpenWideAsync(ct);
        return await DoChunkAsync(db, id, verb.Value, asked, began, ct);
    }

    private async Task<int> DoChunkAsync(ConsoleDb db, Guid id, IBulkVerb verb, BulkArguments asked, long began, CancellationToken ct)
    {
        var run = await db.Set<BulkRun>().SingleAsync(r => r.Id == id, ct);
        if (!run.IsOpen) return 0;
        var chunk = await db.Set<BulkChunk>().Where(c => c.RunId == id && c.DoneAt == null).OrderBy(c => c.Number).FirstOrDefaultAsync(ct);
        if (chunk is null)
        {
            run.End(RunState.Finished, null, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return 0;
        }

        var step = run.UndoOf is null
            ? await verb.DoAsync(db, asked, Packed.Read<Guid>(chunk.Given), ct)
            : await verb.UndoAsync(db, asked, Packed.Read<BulkMemory>(chunk.Given), ct);
        chunk.Finish(step, clock.GetUtcNow());
        run.Count(step, clock.GetElapsedTime(began), clock.GetUtcNow());
        db.AuditAsOne($"Changed {step.Changes.Count}, skipped {step.Skips.Count}; {run.Done} of {run.Total} are done", run.ToSubject());

        // If the process dies before this save nothing of the chunk has happened; after it, all of it has.
        await db.SaveChangesAsync(ct);
        step.Stored?.Invoke();
        return step.Changes.Count;
    }

    private async Task<BulkRun?> HeadAsync(Guid id, CancellationToken ct)
    {
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        return await db.Set<BulkRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && (r.State == RunState.Waiting || r.State == RunState.Running), ct);
    }

    private async Task EndAsync(Guid id, RunState state, string why, CancellationToken ct)
    {
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        if (await db.Set<BulkRun>().SingleOrDefaultAsync(r => r.Id == id, ct) is not { IsOpen: true } run) return;
        run.End(state, why, clock.GetUtcNow());
        db.AuditAsOne($"{state} after {run.Done} of {run.Total}: {why}", run.ToSubject());
        await db.SaveChangesAsync(ct);
        live.Announce(RunTopics.Of(run.TenantId));
    }
}
