using IoTConsole.Simulation.Connections;
using IoTConsole.Simulation.Load;
using IoTConsole.Simulation.Replay;

namespace IoTConsole.Simulation.Tests.Connections;

public class WordsTests
{
    [Theory]
    [InlineData("--nonsense")]
    [InlineData("--data")]
    [InlineData("--data", "x", "--speed", "0")]
    [InlineData("--data", "x", "--data", "y")]
    [InlineData("--speed", "1")]
    public async Task A_verb_asked_wrongly_says_what_is_wrong(params string[] args)
    {
        var fault = await Assert.ThrowsAsync<FormatException>(() => ReplayVerb.StartAsync(args, TextWriter.Null, TimeProvider.System, CancellationToken.None));

        Assert.Contains("--", fault.Message);
    }

    [Fact]
    public async Task Where_the_data_sets_are_absent_replay_says_so_and_is_content()
    {
        var output = new StringWriter();

        Assert.Equal(0, await ReplayVerb.StartAsync(["--data", "no/such/folder", "--speed", "600"], output, TimeProvider.System, CancellationToken.None));
        Assert.Contains("nothing is replayed", output.ToString());
    }

    [Fact]
    public async Task Devices_need_an_identity_from_somewhere()
    {
        var fault = await Assert.ThrowsAsync<FormatException>(() => SimulateVerb.StartAsync(["--connections", "3"], TextWriter.Null, TimeProvider.System, CancellationToken.None));

        Assert.Contains("--key", fault.Message);
    }

    [Theory]
    [InlineData("localhost:8883", "localhost", 8883)]
    [InlineData("broker.example", "broker.example", 8883)]
    [InlineData("[::1]:18883", "::1", 18883)]
    public void An_address_is_a_host_and_a_port(string text, string host, int port) => Assert.Equal((host, port), BrokerTarget.Split(text));
}
