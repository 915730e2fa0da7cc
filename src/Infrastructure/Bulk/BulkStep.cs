using System.Text.Json.Serialization;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Infrastructure.Bulk;

/// <summary>What some things came to: each is either changed or skipped with a reason.</summary>
public sealed record BulkStep(IReadOnlyList<BulkChange> Changes, IReadOnlyList<BulkSkip> Skips)
{
    /// <summary>Called once the changes are stored: for what is kept in memory.</summary>
    public Action? Stored { get; init; }
}

/// <param name="Before">In the language of the reader, for the preview.</param>
/// <param name="Memory">What it takes to put it back.</param>
/// <param name="Version">Of the thing after the change: an undo leaves alone what has another one.</param>
public sealed record BulkChange(Guid Id, string Name, string Before, string After, int Version, string Memory);

/// <summary>What is remembered of a change.</summary>
public sealed record BulkMemory(Guid Id, int Version, string Memory);

public sealed record BulkSkip(Guid Id, string Name, BulkReason Reason);

/// <summary>Why a thing was left alone: kept as English text with values, said in the language of whoever reads it.</summary>
/// <param name="Code">Stable, <c>module.words-with-hyphens</c>.</param>
/// <param name="English">One sentence, marked with <c>Key</c> where it is written.</param>
/// <param name="Values">Words that are translated, too.</param>
[method: JsonConstructor]
public sealed record BulkReason(string Code, string English, IReadOnlyList<string> Values)
{
    public static readonly BulkReason NotInSight = new("core.not-in-sight", Key("Not there, or not in your part of the portfolio."));

    public static readonly BulkReason Other = new("core.other", Key("Another reason."));

    public static readonly BulkReason ChangedSince = new("core.changed-since", Key("Changed by somebody since; left as it is now."));

    public BulkReason(string code, string english, params string[] values)
        : this(code, english, (IReadOnlyList<string>)values)
    {
    }

    [JsonIgnore]
    public string Words => Values.Count == 0 ? T(English) : T(English, [.. Values.Select(v => (object)T(v))]);

    public bool Equals(BulkReason? other) => other is not null && other.Code == Code && other.English == English && other.Values.SequenceEqual(Values);

    public override int GetHashCode() => Code.GetHashCode(StringComparison.Ordinal);
}
