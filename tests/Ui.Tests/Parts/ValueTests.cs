using Bunit;
using IoTConsole.Infrastructure.Ui;

namespace IoTConsole.Ui.Tests.Parts;

public sealed class ValueTests
{
    [Fact]
    public async Task A_value_carries_its_unit_and_age()
    {
        await using var context = new PageContext();

        var value = context.Render<AgedValue>(p => p.Add(v => v.Number, 21.44).Add(v => v.Unit, "°C").Add(v => v.At, context.Clock.GetUtcNow().AddSeconds(-12)));

        Assert.Equal("21.4°C", value.Find(".aged-value").TextContent);
        Assert.Equal("12 s ago", value.Find("time").TextContent);
        Assert.False(value.Find("time").HasAttribute("data-stale"));
    }

    [Fact]
    public async Task An_old_value_looks_stale()
    {
        await using var context = new PageContext();

        var value = context.Render<AgedValue>(p => p.Add(v => v.Number, 1).Add(v => v.At, context.Clock.GetUtcNow().AddHours(-3)).Add(v => v.StaleAfter, TimeSpan.FromMinutes(15)));

        Assert.True(value.Find("time").HasAttribute("data-stale"));
    }

    [Fact]
    public async Task No_value_is_unknown_and_never_zero()
    {
        await using var context = new PageContext();

        var value = context.Render<AgedValue>(p => p.Add(v => v.Unit, "%"));
        var tile = context.Render<StatTile>(p => p.Add(t => t.Title, "SLA"));

        Assert.Equal("unknown", value.Find(".unknown").TextContent);
        Assert.Equal("unknown", tile.Find(".tile-number").TextContent);
    }

    [Fact]
    public async Task A_tile_is_a_door_and_is_coloured_only_while_something_is_wrong()
    {
        await using var context = new PageContext();

        var wrong = context.Render<StatTile>(p => p.Add(t => t.Title, "Offline").Add(t => t.Status, "offline").Add(t => t.Number, 7).Add(t => t.Href, "/list?state=offline"));
        var well = context.Render<StatTile>(p => p.Add(t => t.Title, "Offline").Add(t => t.Status, "offline").Add(t => t.Number, 0));

        Assert.Equal("/list?state=offline", wrong.Find("a.tile").GetAttribute("href"));
        Assert.Contains("status-bad", wrong.Find(".tile").ClassName);
        Assert.DoesNotContain("status-bad", well.Find(".tile").ClassName);
    }

    [Theory]
    [InlineData(1, "now")]
    [InlineData(59, "59 s ago")]
    [InlineData(60, "1 min ago")]
    [InlineData(3600, "1 h ago")]
    [InlineData(172_800, "2 d ago")]
    [InlineData(-30, "in 30 s")]
    public void Ages_are_said_in_one_unit(int seconds, string words) => Assert.Equal(words, Figures.Age(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_moment_is_said_in_the_places_zone_with_the_zone() => Assert.Equal(
        "2 Mar 2026, 10:00 UTC+01:00", Figures.Moment(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), Figures.Zone("Europe/Berlin")));

    [Fact]
    public async Task A_gap_in_a_sparkline_stays_a_gap()
    {
        await using var context = new PageContext();

        var line = context.Render<Sparkline>(p => p.Add(s => s.Points, [1, 2, null, 3, 4]).Add(s => s.Label, "x"));

        Assert.Equal(2, line.Find("path").GetAttribute("d")!.Count(c => c == 'M'));
    }
}
