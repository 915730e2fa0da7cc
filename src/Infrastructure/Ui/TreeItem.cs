namespace IoTConsole.Infrastructure.Ui;

/// <summary>A line of a tree. Items are given parents first, children in their order.</summary>
/// <param name="ParentId">Null for a root.</param>
/// <param name="Note">At the right end: a count.</param>
/// <param name="Kind">A quiet word before the name: "Floor".</param>
/// <param name="Status">A key of <see cref="Statuses"/>.</param>
public sealed record TreeItem(Guid Id, Guid? ParentId, string Words, string? Href = null, string? Note = null, string? Kind = null, string? Status = null);
