using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>What the caller may do to many things at once.</summary>
internal sealed class ListVerbs(BulkVerbs verbs, Caller caller)
{
    public Task<Result<IReadOnlyList<IBulkVerb>>> RunAsync(string? list, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(caller.Refuses(BulkPermissions.Start) is { } refused ? refused : Result.Of(verbs.Permitted(list)));
    }
}
