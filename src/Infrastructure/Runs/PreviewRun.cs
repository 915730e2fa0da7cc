using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>What a run would change and what it would skip, and why. Changes nothing.</summary>
internal sealed class PreviewRun(BulkVerbs verbs, Caller caller)
{
    public const int Examples = 5;

    internal sealed record Input(string Verb, BulkArguments Arguments, RunTargets Targets);

    public Task<Result<RunOutcome>> RunAsync(Input input, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(Run(input));
    }

    internal static RunOutcome Of(string words, BulkStep step) => new(
        words, step.Changes.Count + step.Skips.Count, step.Changes.Count,
        [.. step.Changes.Take(Examples).Select(c => new RunExample(c.Id, c.Name, c.Before, c.After))], ReasonCount.Of(step.Skips));

    private Result<RunOutcome> Run(Input input)
    {
        if (caller.Refuses(BulkPermissions.Start) is { } refused) return refused;
        var verb = verbs.Open(input.Verb, input.Arguments);
        if (!verb.Succeeded) return verb.Problem;
        var found = input.Targets.Of(verb.Value);
        if (!found.Succeeded) return found.Problem;
        var step = verb.Value.Look(input.Arguments, found.Value.Seen);
        var unseen = found.Value.Unseen.Select(id => new BulkSkip(id, "", BulkReason.NotInSight));
        return Of(verb.Value.Words(input.Arguments), step with { Skips = [.. step.Skips, .. unseen] });
    }
}
