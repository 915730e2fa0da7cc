using Bunit;
using IoTConsole.Infrastructure.Ui;

namespace IoTConsole.Ui.Tests.Parts;

public sealed class StatusTests
{
    [Fact]
    public void No_two_states_of_a_device_look_the_same_without_colour()
    {
        string[] states = ["healthy", "low-battery", "late", "offline", "quarantined", "maintenance", "unknown", "planned", "decommissioned"];

        var looks = states.Select(s => Statuses.Of(s)).Select(l => (l.Shape, l.Letter)).ToList();

        Assert.Equal(states.Length, looks.Distinct().Count());
    }

    [Fact]
    public void No_two_of_all_states_share_shape_and_letter_but_those_that_mean_that_all_is_well()
    {
        var looks = Statuses.Keys.Select(k => (Key: k, Look: Statuses.Of(k))).ToList();
        var alike = looks.GroupBy(l => (l.Look.Shape, l.Look.Letter)).Where(g => g.Count() > 1).ToList();

        Assert.All(alike, g => Assert.Equal(("dot", ""), g.Key));
        Assert.All(alike.SelectMany(g => g), l => Assert.Equal("normal", l.Look.Tone));
        Assert.All(looks.Where(l => l.Look.Tone != "normal"), l => Assert.NotEqual("", l.Look.Letter));
        Assert.Equal("hatched", Statuses.Of(null).Shape);
    }

    [Fact]
    public async Task A_state_is_told_by_word_and_shape()
    {
        await using var context = new PageContext();

        var badge = context.Render<StatusBadge>(p => p.Add(b => b.Of, "LowBattery").Add(b => b.Why, "2.9 V"));

        Assert.Equal("Low battery", badge.Find(".status").TextContent.Trim().TrimStart('B'));
        Assert.NotNull(badge.Find("svg.tone-warn path"));
        Assert.Equal("2.9 V", badge.Find(".status").GetAttribute("title"));
    }

    [Fact]
    public void Healthy_is_grey_and_nothing_known_is_not_healthy()
    {
        Assert.Equal("normal", Statuses.Of("Healthy").Tone);
        Assert.Equal("Unknown", Statuses.Of(null).Words);
        Assert.Equal("faint", Statuses.Of("").Tone);
    }

    [Fact]
    public void A_state_nobody_described_is_shown_by_its_name() => Assert.Equal("Being moved", Statuses.Of("BeingMoved").Words);
}
