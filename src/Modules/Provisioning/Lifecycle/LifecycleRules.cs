using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;

namespace IoTConsole.Provisioning.Lifecycle;

/// <summary>Which step may follow which. Decides and never loads or saves.</summary>
internal static class LifecycleRules
{
    public static bool Allows(LifecycleState from, LifecycleState to) => (from, to) switch
    {
        (LifecycleState.Decommissioned, _) => false,
        (_, LifecycleState.Decommissioned) => true,
        (LifecycleState.Planned, LifecycleState.Provisioned) => true,
        (LifecycleState.Provisioned, LifecycleState.Active or LifecycleState.Maintenance or LifecycleState.Quarantined) => true,
        (LifecycleState.Active, LifecycleState.Maintenance or LifecycleState.Quarantined) => true,
        (LifecycleState.Maintenance, LifecycleState.Provisioned or LifecycleState.Active or LifecycleState.Quarantined) => true,
        (LifecycleState.Quarantined, LifecycleState.Provisioned or LifecycleState.Active) => true,
        _ => false,
    };

    /// <summary>May its readings be taken and its connections be let in?</summary>
    public static bool IsTrusted(LifecycleState state) => state is not (LifecycleState.Quarantined or LifecycleState.Decommissioned);

    /// <summary>Moves the device and returns the step to store, or the refusal.</summary>
    public static Result<StateChange> Move(Device device, LifecycleState to, string by, string why, DateTimeOffset now)
    {
        if (!Allows(device.State, to)) return ProvisioningProblems.NoSuchStep(device.State, to);
        var change = new StateChange
        {
            Id = Guid.CreateVersion7(now), TenantId = device.TenantId, DeviceId = device.Id, At = now,
            From = device.State, To = to, By = by, Why = why.Trim(),
        };
        device.State = to;
        device.Touch(now);
        return change;
    }
}
