using Microsoft.AspNetCore.Components;

namespace IoTConsole.Infrastructure.Ui.Grid;

/// <summary>One column that a list can show.</summary>
/// <param name="Key">As the address names it.</param>
/// <param name="Title">In sentence case, with the unit where it has one.</param>
/// <param name="Cell">What stands in it for one row.</param>
public sealed record GridColumn<TRow>(string Key, string Title, RenderFragment<TRow> Cell)
{
    /// <summary>Aligned right.</summary>
    public bool Number { get; init; }

    /// <summary>Shown when nobody chose columns.</summary>
    public bool Standard { get; init; } = true;

    /// <summary>Always shown, and first: what the row is called.</summary>
    public bool Fixed { get; init; }

    /// <summary>How the address calls the order by it; null when the list cannot be ordered by it.</summary>
    public string? Sort { get; init; }

    /// <summary>Where it stands on a phone, where a row is a card: beside the name, below it, or not at all.</summary>
    public PhonePlace Phone { get; init; } = PhonePlace.Below;

    /// <summary>Heading under which the column is offered; null for the columns of every row.</summary>
    public string? Group { get; init; }
}

public enum PhonePlace
{
    Below,
    Beside,
    Hidden,
}
