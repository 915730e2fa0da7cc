using IoTConsole.Infrastructure.Access;
using IoTConsole.Telemetry.Retention;
using IoTConsole.Telemetry.Store;
using IoTConsole.Telemetry.Tests.Ingest;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.Retention;

public class SettleReadingsTests
{
    [Fact]
    public async Task A_day_that_is_over_is_closed_once_and_a_resend_is_still_a_duplicate()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        var message = $$$"""{"ts":{{{fleet.Now}}},"values":{"temperature":21.5}}""";
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{fleet.Now + 1000}}},"values":{"temperature":22}}""");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", message);
        fleet.Console.Clock.Advance(TimeSpan.FromDays(2));
        await using var scope = fleet.Console.As(Actor.System());
        var job = scope.ServiceProvider.GetRequiredService<SettleReadings>();

        Assert.Equal(4, (await job.RunAsync(CancellationToken.None)).Changed); // into a part, and the part into its day
        Assert.Equal(0, (await job.RunAsync(CancellationToken.None)).Changed);

        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", message);
        Assert.Equal(1, fleet.Refused("publish", "duplicate"));
        Assert.Equal(2, (await fleet.Console.Services.GetRequiredService<ITelemetryStore>().FiguresAsync(CancellationToken.None)).SettledRows);
    }
}
