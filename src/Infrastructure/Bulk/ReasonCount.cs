namespace IoTConsole.Infrastructure.Bulk;

/// <summary>How many were skipped for one reason, with the names of the first few.</summary>
public sealed record ReasonCount(BulkReason Reason, int Count, IReadOnlyList<string> Names)
{
    private const int MostNames = 3;
    private const int MostReasons = 50;

    public static IReadOnlyList<ReasonCount> Of(IReadOnlyList<BulkSkip> skips) => Add([], skips);

    /// <summary>The most frequent first. Beyond fifty reasons the rest is one: a verb that gives each thing its own must not fill the row.</summary>
    internal static IReadOnlyList<ReasonCount> Add(IReadOnlyList<ReasonCount> before, IReadOnlyList<BulkSkip> skips)
    {
        var counts = before.ToDictionary(c => c.Reason);
        foreach (var same in skips.GroupBy(s => counts.Count < MostReasons || counts.ContainsKey(s.Reason) ? s.Reason : BulkReason.Other))
        {
            var known = counts.GetValueOrDefault(same.Key) ?? new(same.Key, 0, []);
            counts[same.Key] = known with { Count = known.Count + same.Count(), Names = [.. known.Names.Concat(same.Select(s => s.Name).Where(n => n.Length > 0)).Take(MostNames)] };
        }

        return [.. counts.Values.OrderByDescending(c => c.Count).ThenBy(c => c.Reason.Code, StringComparer.Ordinal)];
    }
}
