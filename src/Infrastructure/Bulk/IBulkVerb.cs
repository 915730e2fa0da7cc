using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Infrastructure.Bulk;

/// <summary>
/// Something that can be done to many things of a list at once. A module registers one a verb with <c>AddBulkVerb</c>; it is made in a scope
/// in which the person who asked, or asked once, is calling, and answers within what that person may do at this moment.
/// </summary>
public interface IBulkVerb
{
    /// <summary>Stable, <c>list.verb-with-hyphens</c>, at most 60 characters.</summary>
    string Code { get; }

    /// <summary>The path of the page that lists such things, without the first slash.</summary>
    string List { get; }

    /// <summary>In the language of the reader, as a button says it: "Add tag".</summary>
    string Title { get; }

    /// <summary>Markup of a 24 px icon.</summary>
    string Icon { get; }

    /// <summary>Cannot be taken back, or takes something away: asked with a warning.</summary>
    bool IsGrave { get; }

    bool CanBeUndone(BulkArguments asked);

    /// <summary>Any one of them opens it; what is allowed for one thing is decided by <see cref="Look"/> and <see cref="DoAsync"/>.</summary>
    IReadOnlyList<Permission> OpenedBy { get; }

    IReadOnlyList<BulkArgument> Arguments { get; }

    /// <summary>The component that asks for the arguments: it has parameters <c>Arguments</c> and <c>ArgumentsChanged</c>.</summary>
    Type Form { get; }

    /// <summary>In the language of the reader: "Add tag roof".</summary>
    string Words(BulkArguments asked);

    /// <summary>What is wrong with the arguments for this caller, whatever they are done to; null when nothing is.</summary>
    Problem? Refuse(BulkArguments asked);

    /// <summary>What the filter of the list means for the caller, in a steady order.</summary>
    Result<IReadOnlyList<Guid>> Find(string filter);

    /// <summary>Those of some ids that the caller may know of.</summary>
    IReadOnlyList<Guid> Seen(IReadOnlyCollection<Guid> ids);

    /// <summary>What <see cref="DoAsync"/> would come to. Changes nothing and is quick: it is asked for all things at once while somebody types.</summary>
    BulkStep Look(BulkArguments asked, IReadOnlyList<Guid> ids);

    /// <summary>What <see cref="UndoAsync"/> would come to.</summary>
    BulkStep LookBack(BulkArguments asked, IReadOnlyList<BulkMemory> changes);

    /// <summary>Changes some hundred things in this context and does not save: whoever calls saves them together with the progress, or nothing at all.</summary>
    Task<BulkStep> DoAsync(ConsoleDb db, BulkArguments asked, IReadOnlyList<Guid> ids, CancellationToken ct);

    /// <summary>Puts back what <see cref="DoAsync"/> changed, except what was changed since. Not called when the verb cannot be undone.</summary>
    Task<BulkStep> UndoAsync(ConsoleDb db, BulkArguments asked, IReadOnlyList<BulkMemory> changes, CancellationToken ct);
}
