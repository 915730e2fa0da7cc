namespace IoTConsole.Infrastructure.Ui.Grid;

/// <summary>A column as the switch for columns offers it.</summary>
public sealed record GridOffer(string Key, string Title, string? Group, bool Standard, string? Sort)
{
    /// <summary>Cannot be taken away; offered for ordering only.</summary>
    public bool Fixed { get; init; }
}
