using IoTConsole.Infrastructure.Bulk;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>What a run would come to.</summary>
/// <param name="Words">What it does, in the language of the reader.</param>
/// <param name="Total">Everything that was chosen: changed and skipped.</param>
/// <param name="Changes">How many would change.</param>
/// <param name="Examples">The first few of those.</param>
public sealed record RunOutcome(string Words, int Total, int Changes, IReadOnlyList<RunExample> Examples, IReadOnlyList<ReasonCount> Skipped);

/// <summary>One thing before and after, in the language of the reader.</summary>
public sealed record RunExample(Guid Id, string Name, string Before, string After);
