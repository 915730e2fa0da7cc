using IoTConsole.Provisioning.Contracts;

namespace IoTConsole.Provisioning.Lifecycle;

/// <summary>States as the operator reads them.</summary>
internal static class LifecycleWords
{
    public static string Of(LifecycleState state) => state switch
    {
        LifecycleState.Maintenance => "In maintenance",
        _ => state.ToString(),
    };

    public static string Of(HealthState state) => state switch
    {
        HealthState.LowBattery => "Low battery",
        HealthState.Maintenance => "In maintenance",
        _ => state.ToString(),
    };

    public static string Of(PowerSource power) => power.ToString();
}
