using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Vitals;

namespace IoTConsole.Telemetry.Tests.Vitals;

public class HealthRulesTests
{
    private const long Now = 1_772_442_000_000;
    private static readonly HealthFacts _well = new(LifecycleState.Active, 60, Now, Now - 30_000, 1, 80);

    [Theory]
    [InlineData(30, 60, HealthState.Healthy)]
    [InlineData(120, 60, HealthState.Healthy)]
    [InlineData(121, 60, HealthState.Late)]
    [InlineData(180, 60, HealthState.Late)]
    [InlineData(181, 60, HealthState.Offline)]
    [InlineData(100, 10, HealthState.Late)]
    [InlineData(121, 10, HealthState.Offline)]
    [InlineData(2700, 900, HealthState.Late)]
    [InlineData(2701, 900, HealthState.Offline)]
    public void Silence_is_judged_by_the_expected_interval(int silentSeconds, int interval, HealthState expected) =>
        Assert.Equal(expected, HealthRules.Judge(_well with { LastArrived = Now - (silentSeconds * 1000L), IntervalSeconds = interval }));

    [Theory]
    [InlineData(20.0, HealthState.Healthy)]
    [InlineData(19.9, HealthState.LowBattery)]
    [InlineData(null, HealthState.Healthy)]
    public void A_battery_under_twenty_percent_is_low(double? battery, HealthState expected) =>
        Assert.Equal(expected, HealthRules.Judge(_well with { Battery = battery }));

    [Theory]
    [InlineData(LifecycleState.Planned, HealthState.Planned)]
    [InlineData(LifecycleState.Maintenance, HealthState.Maintenance)]
    [InlineData(LifecycleState.Quarantined, HealthState.Quarantined)]
    [InlineData(LifecycleState.Decommissioned, HealthState.Decommissioned)]
    public void The_life_of_a_device_comes_before_its_link(LifecycleState life, HealthState expected) =>
        Assert.Equal(expected, HealthRules.Judge(_well with { State = life, LastArrived = 1 }));

    [Fact]
    public void No_report_ever_is_unknown_and_never_healthy() => Assert.Equal(HealthState.Unknown, HealthRules.Judge(_well with { LastArrived = 0 }));

    [Fact]
    public void Silence_while_the_console_was_away_is_not_held_against_a_device()
    {
        var away = _well with { LastArrived = Now - 3_600_000, ListeningSince = Now - 60_000 };

        Assert.Equal(HealthState.Unknown, HealthRules.Judge(away));
        Assert.Equal(HealthState.Late, HealthRules.Judge(away with { ListeningSince = Now - 150_000 }));
        Assert.Equal(HealthState.Offline, HealthRules.Judge(away with { ListeningSince = Now - 200_000 }));
        Assert.Equal(HealthState.Healthy, HealthRules.Judge(_well with { ListeningSince = Now }));
    }

    [Fact]
    public void The_evidence_is_a_sentence()
    {
        var silent = _well with { LastArrived = Now - 385_000 };

        Assert.Equal("6 of 6 expected reports missed since 09:14, gateway online", HealthRules.Why(silent, HealthState.Offline, "gateway online", _ => "09:14"));
        Assert.Equal("Battery at 14 %, low below 20 %", HealthRules.Why(_well with { Battery = 14 }, HealthState.LowBattery, null, _ => ""));
        Assert.Equal("Reports every 60 s, last one 30 s ago", HealthRules.Why(_well, HealthState.Healthy, null, _ => ""));
    }
}
