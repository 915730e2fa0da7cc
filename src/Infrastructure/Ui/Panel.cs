namespace IoTConsole.Infrastructure.Ui;

/// <summary>A part that a module contributes to another module's page. The component has <c>[Parameter] public Guid Subject</c>.</summary>
/// <param name="Slot">Where it stands: the page that has the slot documents its name.</param>
/// <param name="Order">Lower stands first.</param>
public sealed record Panel(string Slot, int Order, Type Component);
