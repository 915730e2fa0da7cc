using IoTConsole.Infrastructure.Access;

namespace IoTConsole.Infrastructure.Palette;

/// <summary>Something to be done from the palette: a page that opens with the question asked, or a switch of the browser's own.</summary>
/// <param name="Id">Stable: the browser remembers it.</param>
/// <param name="Href">A page of the console, such as <c>/devices?do=register</c>.</param>
/// <param name="Permission">Null for everybody.</param>
public sealed record PaletteAction(string Id, string Title, string Href, string Icon, Permission? Permission)
{
    /// <summary>Other words for it, which people also type.</summary>
    public string Also { get; init; } = "";

    public string? Theme { get; init; }

    public bool IsDocument { get; init; }
}
