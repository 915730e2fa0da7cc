using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Infrastructure.Bulk;

/// <summary>The verbs there are, and what the caller may ask of them.</summary>
internal sealed class BulkVerbs(IEnumerable<IBulkVerb> verbs, Caller caller)
{
    /// <summary>What this caller may do somewhere to things of this list; null for every list.</summary>
    public IReadOnlyList<IBulkVerb> Permitted(string? list) =>
        caller.Actor.Can(BulkPermissions.Start) ? [.. verbs.Where(v => (list is null || v.List == list) && v.OpenedBy.Any(caller.Actor.Can))] : [];

    public IBulkVerb? Find(string code) => verbs.FirstOrDefault(v => v.Code == code);

    /// <summary>The verb, when it is known, the caller holds one of its permissions, and the arguments are in order.</summary>
    public Result<IBulkVerb> Open(string code, BulkArguments asked)
    {
        if (Find(code) is not { } verb) return BulkProblems.NoSuchVerb;
        if (!verb.OpenedBy.Any(caller.Actor.Can)) return AccessProblems.Missing(verb.OpenedBy[0]);
        if (!asked.IsShort) return BulkProblems.LongArguments;
        return verb.Refuse(asked) is { } refused ? refused : Result.Of(verb);
    }

    /// <summary>What a run does, in the language of the reader.</summary>
    public string WordsOf(string code, string arguments, string stored, bool undo)
    {
        if (Find(code) is not { } verb) return stored;
        var words = verb.Words(BulkArguments.Read(arguments));
        return undo ? T("Undo: {0}", words) : words;
    }
}
