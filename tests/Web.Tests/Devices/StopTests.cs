using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Devices;

public class StopTests
{
    [Fact]
    public async Task A_polite_end_stores_what_was_received()
    {
        await using var console = await RunningConsole.StartAsync();
        using var field = await Field.OpenAsync(console);
        var id = await field.RegisterAsync("drain-1");
        var start = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds();
        await using var device = field.Device("drain-1");
        await device.ConnectAsync();
        // Sent without waiting for each other: the end comes while they are on their way.
        var sent = Enumerable.Range(0, 200).Select(async i =>
        {
            try
            {
                await device.PublishAsync(Field.Payload(start + i, i));
                return start + i;
            }
            catch (Exception fault) when (fault is MQTTnet.Exceptions.MqttCommunicationException or OperationCanceledException)
            {
                return 0L;
            }
        }).ToList();
        await sent[0];

        var code = await console.StopAsync(TimeSpan.FromSeconds(30));
        var acknowledged = (await Task.WhenAll(sent)).Where(ts => ts > 0).ToList();
        await console.StartAsync();

        Assert.Equal(0, code);
        using var reader = await Field.OpenAgainAsync(console);
        var stored = (await reader.ReadingsAsync(id, "temperature")).Select(r => r.Ts).ToList();
        Assert.NotEmpty(acknowledged);
        Assert.Empty(acknowledged.Except(stored));
        Assert.Equal(stored.Count, stored.Distinct().Count());
    }
}
