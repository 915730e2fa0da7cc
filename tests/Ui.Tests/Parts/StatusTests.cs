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
