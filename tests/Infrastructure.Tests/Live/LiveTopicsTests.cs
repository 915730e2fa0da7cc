using IoTConsole.Infrastructure.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace IoTConsole.Infrastructure.Tests.Live;

public class LiveTopicsTests
{
    [Fact]
    public void A_listener_that_fails_or_left_does_not_disturb_the_others()
    {
        var topics = new LiveTopics(NullLogger<LiveTopics>.Instance);
        var heard = new List<string>();
        using var failing = topics.Listen("kettles", () => throw new InvalidOperationException("gone"));
        var left = topics.Listen("kettles", () => heard.Add("left"));
        using var staying = topics.Listen("kettles", () => heard.Add("staying"));
        using var elsewhere = topics.Listen("pots", () => heard.Add("elsewhere"));
        left.Dispose();

        topics.Announce("kettles");

        Assert.Equal(["staying"], heard);
    }
}
