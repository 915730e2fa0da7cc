using System.Text.Json;
using IoTConsole.Simulation.Contracts;
using IoTConsole.Simulation.Fleet;

namespace IoTConsole.Simulation.Tests.Fleet;

public class FeedTests
{
    private const long Born = 1_772_442_000; // Monday 2 March 2026, 09:00 UTC

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_same_seed_says_the_same_bytes_and_another_seed_says_others(bool cbor)
    {
        var first = Bytes(FleetPlan.Meridian(2, 1, 2), cbor, Born, Born + 600);
        var again = Bytes(FleetPlan.Meridian(2, 1, 2), cbor, Born, Born + 600);
        var other = Bytes(FleetPlan.Meridian(2, 2, 2), cbor, Born, Born + 600);

        Assert.True(first.Length > 1000);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Said_in_pieces_or_at_once_it_is_the_same()
    {
        var plan = FleetPlan.Meridian(1, 1, 2);
        var whole = Entries(plan, Born, Born + 900);
        var pieces = new List<Entry>();
        for (var at = Born; at < Born + 900; at += 7) pieces.AddRange(Entries(plan, at, Math.Min(at + 7, Born + 900)));

        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void Each_device_reports_once_a_minute_less_what_the_radio_lost()
    {
        var plan = FleetPlan.Meridian(1, 1, 20);
        var entries = Entries(plan, Born + 3600, Born + 7200);
        var expected = 60.0 * (plan.Sensors + plan.Controllers + plan.Strays + 1);

        Assert.InRange(entries.Count / expected, 0.985, 1.0);
        Assert.InRange(entries.Count - entries.DistinctBy(e => (e.Device, e.At, e.Sequence)).Count(), 1, 40); // heard twice
    }

    [Fact]
    public void A_second_of_the_yardstick_is_a_thousand_readings_evenly_spread()
    {
        var plan = FleetPlan.Meridian(250, 1);
        var feeds = Feeds.Of(plan, Born).ToList();
        using var writer = new EntryWriter(cbor: true);
        var seconds = Enumerable.Range(0, 60).Select(s =>
        {
            writer.Start();
            foreach (var feed in feeds) feed.Write(writer, Born + 3600 + s, Born + 3601 + s, int.MaxValue);
            return writer.Entries;
        }).ToList();

        Assert.InRange(seconds.Sum(), 60_300, 61_600);
        Assert.All(seconds, s => Assert.InRange(s, 850, 1250));
    }

    [Fact]
    public void A_restart_begins_to_count_again_and_everything_else_counts_up()
    {
        var plan = FleetPlan.Meridian(1, 1, 20);
        var counts = Entries(plan, Born, Born + (9 * 3600)).GroupBy(e => e.Device)
            .Select(g => g.Select(e => e.Sequence).Zip(g.Select(e => e.Sequence).Skip(1)).Count(p => p.Second < p.First)).ToList();

        Assert.InRange(counts.Count(c => c > 0), 1, 3);
        Assert.All(counts, c => Assert.InRange(c, 0, 3));
    }

    [Fact]
    public void A_stuck_sensor_stops_moving_and_a_silent_one_stops_speaking()
    {
        var plan = FleetPlan.Meridian(3, 1, 4);
        var lastHour = Enumerable.Range(0, 3).SelectMany(b => Entries(plan, Born + (8 * 3600), Born + (9 * 3600), b)).ToList();
        var temperatures = lastHour.Where(e => e.Device.EndsWith("-temp", StringComparison.Ordinal)).GroupBy(e => e.Device).ToList();

        Assert.Single(temperatures, g => g.Select(e => e.First).Distinct().Count() == 1);
        // The three gateways speak for themselves without a name.
        Assert.Equal(plan.Sensors + plan.Controllers + plan.Strays + 1 - 1, lastHour.Select(e => e.Device).Distinct().Count());
    }

    [Fact]
    public void History_is_coarser_than_life()
    {
        var plan = FleetPlan.Meridian(1, 1, 2);
        var before = Entries(plan, Born - 3600, Born - 1).Count;
        var after = Entries(plan, Born + 3600, Born + 7200).Count;

        Assert.InRange(after / (double)before, 4.5, 5.5);
    }

    [Fact]
    public void Reporting_on_change_saves_most_of_the_temperature_traffic()
    {
        var every = Entries(FleetPlan.Meridian(1, 1, 20), Born, Born + 3600).Count(IsTemperature);
        var changed = Entries(FleetPlan.Meridian(1, 1, 20) with { Deadband = 0.5 }, Born, Born + 3600).Count(IsTemperature);

        Assert.InRange(changed / (double)every, 0.05, 0.2);
    }

    [Fact]
    public void A_weather_station_speaks_for_itself()
    {
        var feed = Feeds.Of(FleetPlan.Meridian(1, 1, 2), Born).Last();

        Assert.Equal("devices/mer-b001-roof/telemetry", feed.Topic);
        Assert.DoesNotContain("device", System.Text.Encoding.UTF8.GetString(Bytes(feed, cbor: false, Born, Born + 120)));
    }

    private static bool IsTemperature(Entry entry) => entry.Device.EndsWith("-temp", StringComparison.Ordinal);

    private sealed record Entry(string Device, long At, long Sequence, string First);

    private static List<Entry> Entries(FleetPlan plan, long from, long to, int building = 0)
    {
        using var message = JsonDocument.Parse(Bytes(Feeds.Of(plan, Born).ElementAt(building), cbor: false, from, to));
        return message.RootElement.EnumerateArray().Select(e => new Entry(
            e.TryGetProperty("device", out var device) ? device.GetString()! : "", e.GetProperty("ts").GetInt64(), e.GetProperty("seq").GetInt64(),
            e.GetProperty("values").EnumerateObject().First().ToString())).ToList();
    }

    private static byte[] Bytes(FleetPlan plan, bool cbor, long from, long to) => Bytes(Feeds.Of(plan, Born).First(), cbor, from, to);

    private static byte[] Bytes(Feed feed, bool cbor, long from, long to)
    {
        using var writer = new EntryWriter(cbor);
        writer.Start();
        feed.Write(writer, from, to, int.MaxValue);
        return writer.Finish();
    }
}
