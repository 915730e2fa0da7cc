using IoTConsole.Simulation.Contracts;

namespace IoTConsole.Simulation.Tests.Fleet;

public class FleetPlanTests
{
    [Fact]
    public void Two_hundred_and_fifty_buildings_are_the_yardstick()
    {
        var plan = FleetPlan.Meridian(250, seed: 1);
        var devices = plan.Buildings.SelectMany(plan.DevicesOf).ToList();

        Assert.Equal((60_000, 1_250, 250, 20_000), (plan.Sensors, plan.Controllers, plan.Gateways, plan.Zones));
        Assert.Equal(60_000, devices.Count(d => d.Kind is DeviceKind.Temperature or DeviceKind.Humidity or DeviceKind.Occupancy));
        Assert.Equal(1_250, devices.Count(d => d.Kind == DeviceKind.Controller));
        Assert.Equal(250, devices.Count(d => d.Kind == DeviceKind.Gateway));
        Assert.Equal(250, plan.Buildings.Select(b => b.Name).Distinct().Count());
        Assert.Equal(15, plan.Buildings.Select(b => b.City.Name).Distinct().Count());
    }

    [Fact]
    public void Device_ids_are_distinct_in_all_organisations_and_fit_the_broker()
    {
        var plans = new[] { FleetPlan.Meridian(250, 1), FleetPlan.Northgate(1) };
        var ids = plans.SelectMany(p => p.Buildings.SelectMany(p.DevicesOf).Concat(p.OutdoorDevices())).Select(d => d.DeviceId).ToList();

        Assert.Equal(ids.Count, ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ids, id => Assert.Matches("^[A-Za-z0-9._:-]{1,64}$", id));
    }

    [Fact]
    public void Every_city_has_a_real_time_zone_and_a_small_fleet_has_every_region()
    {
        Assert.All(CityPlan.All, c => Assert.True(TimeZoneInfo.TryFindSystemTimeZoneById(c.TimeZone, out _), c.TimeZone));
        Assert.Equal(3, FleetPlan.Meridian(3, 1, 4).Buildings.Select(b => b.City.Region).Distinct().Count());
    }
}
