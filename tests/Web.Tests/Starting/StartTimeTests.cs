using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Starting;


[Collection(Alone.Name)]
public class StartTimeTests
{
    [Fact]
    public async Task Ready_within_five_seconds_on_an_existing_database()
    {
        await using var console = await RunningConsole.StartAsync();
        var times = new List<double>();

        // The best of three: a machine that is busy with something else says nothing about the program.
        for (var i = 0; i < 3; i++)
        {
            await console.StopAsync();
            await console.StartAsync();
            times.Add(console.TimeToReady.TotalSeconds);
        }

        TestContext.Current.SendDiagnosticMessage($"Ready after {string.Join(", ", times.Select(t => $"{t:0.00}"))} s");
        Assert.True(times.Min() <= 5, $"Ready after {string.Join(", ", times.Select(t => $"{t:0.0} s"))}");
    }
}
