using IoTConsole.Provisioning.Contracts;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Lifecycle;

/// <summary>States as the operator reads them.</summary>
internal static class LifecycleWords
{
    public static string Of(LifecycleState state) => state switch
    {
        LifecycleState.Planned => T("Planned"),
        LifecycleState.Provisioned => T("Provisioned"),
        LifecycleState.Active => T("Active"),
        LifecycleState.Maintenance => T("In maintenance"),
        LifecycleState.Quarantined => T("Quarantined"),
        _ => T("Decommissioned"),
    };

    public static string Of(HealthState state) => state switch
    {
        HealthState.Healthy => T("Healthy"),
        HealthState.LowBattery => T("Low battery"),
        HealthState.Late => T("Late"),
        HealthState.Offline => T("Offline"),
        HealthState.Quarantined => T("Quarantined"),
        HealthState.Maintenance => T("In maintenance"),
        HealthState.Planned => T("Planned"),
        HealthState.Decommissioned => T("Decommissioned"),
        _ => T("Unknown"),
    };

    public static string Of(PowerSource power) => power switch
    {
        PowerSource.Battery => T("Battery"),
        PowerSource.Harvesting => T("Harvesting"),
        _ => T("Mains"),
    };
}
