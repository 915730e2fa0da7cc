using IoTConsole.Infrastructure.Access;

namespace IoTConsole.Infrastructure.Ui;

/// <summary>An entry of the left rail.</summary>
/// <param name="Order">Position in the rail: Overview 0, Devices 10, Sites 20, Alarms 30, Maintenance 40, Updates 50, Provisioning 60, People 70, Billing 80, Analytics 90, System 100, Audit 110.</param>
/// <param name="Icon">Markup of a 24 px icon, as MudBlazor's constants have it.</param>
public sealed record NavItem(string Title, string Href, string Icon, int Order, Permission Permission);
