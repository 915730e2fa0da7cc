using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>Which things somebody means: some by their ids, or all that a filter of the list matches.</summary>
/// <param name="Ids">Null when the filter is meant.</param>
/// <param name="Filter">As the list's address says it; empty is everything. Null when the ids are meant.</param>
internal sealed record RunTargets(IReadOnlyCollection<Guid>? Ids, string? Filter)
{
    public const int MostIds = 10_000;
    public const int Most = 200_000;

    /// <param name="Seen">In the order in which they are done.</param>
    /// <param name="Unseen">Ids that are nothing to this caller.</param>
    internal sealed record Found(IReadOnlyList<Guid> Seen, IReadOnlyList<Guid> Unseen);

    public Result<Found> Of(IBulkVerb verb)
    {
        if (Ids is { Count: > 0 } && Filter is not null) return BulkProblems.IdsOrFilter;
        if (Filter is not null)
        {
            var matching = verb.Find(Filter);
            if (!matching.Succeeded) return matching.Problem;
            if (matching.Value.Count == 0) return BulkProblems.NothingMatches;
            return matching.Value.Count > Most ? BulkProblems.TooMany : new Found(matching.Value, []);
        }

        if (Ids is not { Count: > 0 } ids) return BulkProblems.NothingChosen;
        if (ids.Count > MostIds) return BulkProblems.TooManyIds;
        var seen = verb.Seen(ids);
        return seen.Count == 0 ? BulkProblems.NotThere : new Found(seen, [.. ids.Distinct().Except(seen)]);
    }
}
