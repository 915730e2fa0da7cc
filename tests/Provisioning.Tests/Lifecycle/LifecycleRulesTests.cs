using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Lifecycle;

namespace IoTConsole.Provisioning.Tests.Lifecycle;

public class LifecycleRulesTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_step_is_the_reviewed_one()
    {
        var steps = from f in Enum.GetValues<LifecycleState>() from t in Enum.GetValues<LifecycleState>() where LifecycleRules.Allows(f, t) select $"{f} > {t}";

        Assert.Equal(
            [
                "Planned > Provisioned", "Planned > Decommissioned",
                "Provisioned > Active", "Provisioned > Maintenance", "Provisioned > Quarantined", "Provisioned > Decommissioned",
                "Active > Maintenance", "Active > Quarantined", "Active > Decommissioned",
                "Maintenance > Provisioned", "Maintenance > Active", "Maintenance > Quarantined", "Maintenance > Decommissioned",
                "Quarantined > Provisioned", "Quarantined > Active", "Quarantined > Decommissioned",
            ], steps);
    }

    [Fact]
    public void A_step_says_from_where_by_whom_and_why_and_makes_a_new_version()
    {
        var device = new Device { State = LifecycleState.Active, Version = 4 };

        var step = LifecycleRules.Move(device, LifecycleState.Quarantined, "Ada", " Key was copied ", _now).Value;

        Assert.Equal((LifecycleState.Active, LifecycleState.Quarantined, "Ada", "Key was copied", _now), (step.From!.Value, step.To, step.By, step.Why, step.At));
        Assert.Equal((LifecycleState.Quarantined, 5, _now), (device.State, device.Version, device.ChangedAt));
    }

    [Fact]
    public void A_refused_step_changes_nothing()
    {
        var device = new Device { State = LifecycleState.Decommissioned, Version = 4 };

        Assert.Equal("provisioning.no-such-step", LifecycleRules.Move(device, LifecycleState.Active, "Ada", "", _now).Problem?.Code);
        Assert.Equal((LifecycleState.Decommissioned, 4), (device.State, device.Version));
    }

    [Fact]
    public void Rest_is_provisioned_until_the_first_report()
    {
        Assert.Equal(LifecycleState.Provisioned, new Device().AtRest);
        Assert.Equal(LifecycleState.Active, new Device { ReportedAt = _now }.AtRest);
    }
}
