using IoTConsole.Simulation.Behaviours;

namespace IoTConsole.Simulation.Tests.Behaviours;

public class FaultsTests
{
    [Fact]
    public void Of_the_yardsticks_sensors_98_are_low_and_55_fall_silent()
    {
        var faults = Of(60_000);

        Assert.Equal(98, faults.Count(f => f.BatteryUsed > 0.9));
        Assert.Equal(55, faults.Count(f => f.Silent is not null));
        Assert.InRange(faults.Count(f => f.Stuck is not null), 25, 30);
        Assert.InRange(faults.Count(f => f.Holds > 1), 50, 60);
        Assert.InRange(faults.Count(f => f.RestartSlots > 0), 110, 120);
        Assert.All(faults, f => Assert.InRange(f.SkewSeconds, -90, 90));
    }

    [Theory]
    [InlineData(48)]
    [InlineData(144)]
    [InlineData(1000)]
    public void Even_a_small_fleet_has_one_of_each(int sensors)
    {
        var faults = Of(sensors);

        Assert.Contains(faults, f => f.BatteryUsed > 0.9);
        Assert.Contains(faults, f => f.Silent is not null);
        Assert.Contains(faults, f => f.Stuck is not null);
        Assert.Contains(faults, f => f.Holds > 1);
        Assert.Contains(faults, f => f.RestartSlots > 0);
        Assert.True(faults.Count(f => f.Silent is null && f.Stuck is null && f.BatteryUsed < 0.9) > sensors * 0.9);
    }

    private static List<Faults> Of(int sensors) => Enumerable.Range(0, sensors).Select(i => Faults.Of(Chance.Mix((ulong)i), i, sensors)).ToList();
}
