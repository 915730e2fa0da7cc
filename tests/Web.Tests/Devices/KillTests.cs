using System.Collections.Concurrent;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Devices;

/// <summary>Acknowledged means stored: the promise that everything else stands on.</summary>
public class KillTests
{
    private const int Devices = 6;
    private const int Rounds = 10;

    [Fact]
    public async Task Ten_times_killed_under_load_every_acknowledged_reading_is_there_once()
    {
        await using var console = await RunningConsole.StartAsync();
        using var field = await Field.OpenAsync(console);
        var ids = new Dictionary<string, string>();
        for (var i = 0; i < Devices; i++) ids[$"k-{i}"] = await field.RegisterAsync($"k-{i}");
        var acknowledged = ids.Keys.ToDictionary(d => d, _ => new ConcurrentQueue<long>());
        var start = TimeProvider.System.GetUtcNow().AddHours(-6).ToUnixTimeMilliseconds();
        // Each device sends in order and goes on where it was not acknowledged, as a real one does.
        var next = ids.Keys.ToDictionary(d => d, _ => start);

        for (var round = 1; round <= Rounds; round++)
        {
            var enough = acknowledged.Sum(a => a.Value.Count) + 300;
            using var over = new CancellationTokenSource();
            var senders = ids.Keys.Select(device => SendAsync(field, device, next, acknowledged[device], over.Token)).ToList();
            await Until.TrueAsync(() => acknowledged.Sum(a => a.Value.Count) >= enough, $"round {round} acknowledged enough", context: () => console.Output[^Math.Min(2000, console.Output.Length)..]);

            await console.KillAsync();
            await over.CancelAsync();
            await Task.WhenAll(senders);
            await console.StartAsync();
        }

        using var reader = await Field.OpenAgainAsync(console);
        foreach (var (device, id) in ids)
        {
            var stored = (await reader.ReadingsAsync(id, "temperature")).Select(r => r.Ts).ToList();
            Assert.Empty(acknowledged[device].Except(stored));
            Assert.Equal(stored.Count, stored.Distinct().Count());
        }

        Assert.True(acknowledged.Sum(a => a.Value.Count) >= Rounds * 300);
    }

    private static async Task SendAsync(Field field, string device, Dictionary<string, long> next, ConcurrentQueue<long> acknowledged, CancellationToken over)
    {
        try
        {
            await using var client = field.Device(device);
            await client.ConnectAsync();
            while (!over.IsCancellationRequested)
            {
                var ts = next[device];
                await client.PublishAsync(Field.Payload(ts, 20), ct: over);
                acknowledged.Enqueue(ts);
                next[device] = ts + 1000;
            }
        }
        catch (Exception fault) when (fault is MQTTnet.Exceptions.MqttCommunicationException or OperationCanceledException or IOException)
        {
            // Killed. The reading under way was not acknowledged and is sent again in the next round.
        }
    }
}
