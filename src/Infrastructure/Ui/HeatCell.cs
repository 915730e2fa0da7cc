namespace IoTConsole.Infrastructure.Ui;

/// <summary>A cell of a <see cref="HeatMatrix"/>, named by the row and column it stands in.</summary>
/// <param name="Value">Null is unknown, and hatched.</param>
/// <param name="Text">Instead of the number: "3 open".</param>
/// <param name="Href">What the cell opens.</param>
/// <param name="Why">On hover: where the figure comes from, how old it is.</param>
/// <param name="Stale">The last known value, but an old one: it is shown without colour and marked.</param>
/// <param name="Status">A key of <see cref="Statuses"/>, for matrices of states instead of figures.</param>
public sealed record HeatCell(string Row, string Column, double? Value, string? Text = null, string? Href = null, string? Why = null, string? Status = null, bool Stale = false);
