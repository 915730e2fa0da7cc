using CsCheck;
using IoTConsole.Simulation.Behaviours;
using IoTConsole.Simulation.Contracts;

namespace IoTConsole.Simulation.Tests.Behaviours;

public class RoomTests
{
    // Local time: Wednesday 14 January and Wednesday 15 July 2026, 12:00, and the Saturday after the first.
    private static readonly long _winterNoon = At(2026, 1, 14, 12);
    private static readonly long _summerNoon = At(2026, 7, 15, 12);
    private static readonly long _saturdayNoon = At(2026, 1, 17, 12);

    [Fact]
    public void Whatever_the_seed_the_city_and_the_time_the_air_of_an_office_is_that_of_an_office()
    {
        Gen.Select(Gen.ULong, Gen.Int[0, 14], Gen.Long[At(2015, 1, 1, 0), At(2040, 1, 1, 0)], Gen.Int[1, 20], Gen.Int[0, 3]).Sample((seed, city, at, floor, facade) =>
        {
            var room = new Room(seed, Chance.Mix(seed), CityPlan.All[city].Latitude, floor, facade);
            return room.Temperature(at) is > 14 and < 30 && room.Humidity(at) is >= 12 and <= 85 && room.Co2(at) is > 400 and < 1400
                && Occupancy.People(seed, floor, at) is var people && people >= 0 && people <= Occupancy.Seats(seed)
                && Plant.Of(room, at) is { Valve: >= 0 and <= 100, Fan: >= 0 and <= 100, Supply: > 5 and < 45, Setpoint: > 15 and < 28 };
        }, iter: 3000);
    }

    [Fact]
    public void A_cold_night_is_cooler_inside_than_the_working_day_and_a_weekend_is_cooler_still()
    {
        var room = Berlin(7);

        Assert.InRange(room.Temperature(_winterNoon), 20.5, 24);
        Assert.True(room.Temperature(At(2026, 1, 14, 5)) < room.Temperature(_winterNoon) - 1.5);
        Assert.True(room.Temperature(_saturdayNoon + 86_400) < room.Temperature(At(2026, 1, 14, 5)) + 0.5);
    }

    [Fact]
    public void Temperature_moves_without_jumps()
    {
        var room = Berlin(3);
        for (var at = _winterNoon; at < _winterNoon + (3 * 86_400); at += 60)
            Assert.InRange(Math.Abs(room.Temperature(at + 60) - room.Temperature(at)), 0, 0.35);
    }

    [Fact]
    public void Seasons_are_opposite_on_the_two_halves_of_the_earth_and_absent_at_the_equator()
    {
        Assert.True(Weather.DailyMean(1, 52.5, _summerNoon) > Weather.DailyMean(1, 52.5, _winterNoon) + 10);
        Assert.True(Weather.DailyMean(1, -33.9, _summerNoon) < Weather.DailyMean(1, -33.9, _winterNoon) - 5);
        Assert.InRange(Math.Abs(Weather.DailyMean(1, 1.35, _summerNoon) - Weather.DailyMean(1, 1.35, _winterNoon)), 0, 3);
    }

    [Fact]
    public void Carbon_dioxide_follows_the_people_and_is_outdoor_air_at_night()
    {
        var rooms = Enumerable.Range(1, 50).Select(i => Berlin((ulong)i)).ToList();

        Assert.True(rooms.Average(r => r.Co2(At(2026, 1, 14, 11))) > 650);
        Assert.All(rooms, r => Assert.InRange(r.Co2(At(2026, 1, 14, 4)), 400, 450));
    }

    [Fact]
    public void The_third_floor_is_empty_on_Friday_afternoons_and_only_then()
    {
        double Share(int floor, int day, int hour) => Enumerable.Range(1, 200).Average(i => Occupancy.Share((ulong)i, floor, At(2026, 1, day, hour)));

        Assert.True(Share(3, 16, 14) < 0.01);
        Assert.True(Share(4, 16, 14) > 0.2);
        Assert.True(Share(3, 16, 10) > 0.2);
        Assert.True(Share(3, 15, 14) > 0.4);
        Assert.True(Share(3, 17, 14) < 0.03);
    }

    [Fact]
    public void Batteries_decline_over_years_and_look_emptier_in_the_cold()
    {
        var year = (long)(365.25 * 86_400);
        foreach (var chemistry in Enum.GetValues<Chemistry>())
        {
            var charge = Enumerable.Range(0, 6).Select(y => Battery.Percent(chemistry, 0, 0, y * year, 21)).ToList();
            Assert.Equal(charge.OrderDescending(), charge);
            Assert.InRange(charge[0], 99, 100);
            Assert.InRange(charge[5], 0, 1);
            Assert.True(Battery.Percent(chemistry, 0.3, 0, 0, -10) < Battery.Percent(chemistry, 0.3, 0, 0, 20) - 2);
        }

        Assert.True(Battery.Percent(Chemistry.LithiumThionylChloride, 0.5, 0, 0, 21) > Battery.Percent(Chemistry.Alkaline, 0.5, 0, 0, 21));
    }

    private static Room Berlin(ulong seed) => new(seed, 42, 52.52, 4, 0);

    private static long At(int year, int month, int day, int hour) => new DateTimeOffset(year, month, day, hour, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
}
