namespace IoTConsole.Infrastructure.Ui;

/// <param name="Href">Null for a step that cannot be visited.</param>
public sealed record Crumb(string Words, string? Href = null);
