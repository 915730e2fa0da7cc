namespace IoTConsole.Infrastructure.Runs;

/// <summary>Long work that is under way for the caller: what the top bar shows. A module registers one a kind of work.</summary>
public interface IRunningWork
{
    /// <summary>Announced when some of it began, came further or ended.</summary>
    string TopicOf(Guid tenantId);

    /// <summary>What waits or runs now, and what ended in the last minute; at most some twenty. Empty for whoever may not see such work.</summary>
    Task<IReadOnlyList<WorkLine>> NowAsync(CancellationToken ct);
}

/// <param name="Id">The same as long as it is the same work.</param>
/// <param name="Href">Where it is looked at.</param>
/// <param name="Done">0 to 1; null when it has ended.</param>
/// <param name="Note">What is to be said beside it: how many are done, how it ended.</param>
/// <param name="IsOwn">The caller asked for it: its end is told.</param>
public sealed record WorkLine(Guid Id, string Words, string Href, double? Done, string Note, bool IsOwn);
