using IoTConsole.Simulation.Fleet;

namespace IoTConsole.Simulation.Tests.Fleet;

public class OutagesTests
{
    [Fact]
    public void One_gateway_in_twenty_five_is_without_a_line_part_of_the_time()
    {
        var down = Enumerable.Range(1, 250).Where(g => Enumerable.Range(0, 24 * 60).Any(m => Outages.IsDown(g, 0, m * 60L))).ToList();

        Assert.Equal(10, down.Count);
        Assert.Equal(8 * 12, Enumerable.Range(0, 24 * 60).Count(m => Outages.IsDown(2, 0, m * 60L)));
    }
}
