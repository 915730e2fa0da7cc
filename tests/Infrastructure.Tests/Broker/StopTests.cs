using static IoTConsole.Infrastructure.Tests.Broker.BrokerHost;

namespace IoTConsole.Infrastructure.Tests.Broker;

/// <summary>The end of the program as clients see it.</summary>
public class StopTests
{
    [Fact]
    public async Task What_was_received_is_acknowledged_before_goodbye_and_what_comes_later_is_left_to_be_sent_again()
    {
        await using var host = await StartAsync();
        using var one = await Wire.ConnectAsync(host, "one");
        using var two = await Wire.ConnectAsync(host, "two");
        var hold = host.TheConsumer.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await one.SendAsync(Wire.Publish(1, 1, "devices/one/telemetry", "21"), Wire.Publish(1, 2, "devices/one/telemetry", "22"));
        await Until(() => host.Sessions.List(null, 10).Any(s => s.MessagesIn == 2));

        var stop = Task.Run(host.StopAsync);
        await Until(() => host.IsDraining);
        await two.SendAsync(Wire.Publish(1, 1, "devices/two/telemetry", "23"));
        hold.SetResult();

        Assert.Equal(0x40, (await one.ReadAsync()).Type);
        Assert.Equal(0x40, (await one.ReadAsync()).Type);
        foreach (var wire in new[] { one, two })
        {
            var (type, body) = await wire.ReadAsync();
            Assert.Equal((0xE0, 0x8B), (type, body[0])); // server shutting down
        }

        await stop.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(["21", "22"], host.TheConsumer.Begun);
    }

    [Fact]
    public async Task A_consumer_that_does_not_finish_gets_no_acknowledgement_and_does_not_hold_the_end_up()
    {
        await using var host = await StartAsync(s => s.DrainSeconds = 1);
        using var wire = await Wire.ConnectAsync(host, "kettle-1");
        host.TheConsumer.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await wire.SendAsync(Wire.Publish(1, 1, "devices/kettle-1/telemetry", "21"));
        await Until(() => host.Sessions.List(null, 10).Any(s => s.MessagesIn == 1));

        var stop = Task.Run(host.StopAsync);

        Assert.Equal(0xE0, (await wire.ReadAsync()).Type);
        host.TheConsumer.Hold.SetResult();
        Assert.Equal(0, (await wire.ReadAsync()).Type);
        await stop.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Our_own_goodbye_sets_off_no_last_will()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.OpenAsync(host);
        await wire.SendAsync(Wire.Connect("kettle-1", will: ("devices/kettle-1/telemetry", "gone")));
        await wire.ReadAsync();

        await host.StopAsync();

        Assert.Empty(host.TheConsumer.Taken);
    }
}
