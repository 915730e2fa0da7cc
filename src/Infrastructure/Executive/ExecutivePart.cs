namespace IoTConsole.Infrastructure.Executive;

/// <summary>A heading of the executive page with its figures and, below them, at most one table. Page and PDF draw the same.</summary>
/// <param name="Title">In the reader's language.</param>
/// <param name="Order">Smallest first.</param>
public sealed record ExecutivePart(string Title, int Order, IReadOnlyList<ExecutiveFigure> Figures, ExecutiveTable? Table = null);

/// <summary>One figure, with when it was so and of how much it speaks.</summary>
/// <param name="Value">As it is read, in the reader's language; null when it is not known, and then <paramref name="Coverage"/> says why.</param>
/// <param name="Coverage">Of what it is the figure: "of 240 devices".</param>
public sealed record ExecutiveFigure(string Label, string? Value, DateTimeOffset AsOf, string Coverage)
{
    /// <summary>Where what it counts is listed, within the console.</summary>
    public string? Href { get; init; }

    /// <summary>What it was in the period before; null where that is not known.</summary>
    public string? Before { get; init; }

    /// <summary>A key of <see cref="Ui.Statuses"/>, for its mark.</summary>
    public string? Status { get; init; }
}

/// <param name="Heads">The first column is words, the others are figures.</param>
/// <param name="None">Said when there is no row: that is good news.</param>
/// <param name="Note">What is left out, or when it was so.</param>
public sealed record ExecutiveTable(string Title, IReadOnlyList<string> Heads, IReadOnlyList<ExecutiveRow> Rows, string None, string Note);

/// <param name="Cells">As many as there are heads.</param>
/// <param name="Href">The thing itself.</param>
public sealed record ExecutiveRow(IReadOnlyList<string> Cells, string? Href);
