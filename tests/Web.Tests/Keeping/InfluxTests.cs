using System.Net;
using System.Net.Http.Json;
using IoTConsole.Telemetry.Tests.Store;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Keeping;

/// <summary>The whole program with its readings in a server, and the way back into files.</summary>
public sealed class InfluxTests(InfluxServer server) : IClassFixture<InfluxServer>
{
    [Fact]
    public async Task A_console_on_influxdb_stores_answers_says_when_the_server_is_down_and_moves_back_into_files()
    {
        Dictionary<string, string> settings = new()
        {
            ["Telemetry__Store"] = "InfluxDb", ["Telemetry__Influx__Url"] = server.Url, ["Telemetry__Influx__Database"] = "console", ["Telemetry__Influx__RetrySeconds"] = "1",
        };
        await using var console = await RunningConsole.StartAsync(settings);
        var at = TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeMilliseconds();
        string id;
        using (var field = await Field.OpenAsync(console))
        {
            id = await field.RegisterAsync("b-1");
            Assert.Equal(HttpStatusCode.OK, await SendAsync(field, at, 100));
            Assert.Equal(100, (await field.ReadingsAsync(id, "temperature")).Count);

            await server.KillAsync();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendAsync(field, at + 1_000_000, 10));
            await Until.TrueAsync(async () => (await ReadinessAsync(console)).Contains("InfluxDB at", StringComparison.Ordinal), "readiness names the store");

            await server.StartAsync();
            Assert.Equal(HttpStatusCode.OK, await SendAsync(field, at + 1_000_000, 10));
            await Until.TrueAsync(async () => !(await ReadinessAsync(console)).Contains("InfluxDB at", StringComparison.Ordinal), "the console is ready again");
            Assert.Equal(110, (await field.ReadingsAsync(id, "temperature")).Count);
        }

        await console.KillAsync();
        var moved = (await ForeignProgram.RunAsync(
            "dotnet",
            [TestPaths.Program, "migrate-telemetry", "--to", "DuckDb", "--DataDirectory", console.DataDirectory, "--Telemetry:Store", "InfluxDb", "--Telemetry:Influx:Url", server.Url, "--Telemetry:Influx:Database", "console"],
            atMost: TimeSpan.FromSeconds(60))).MustSucceed();
        Assert.Contains("110 readings were read", moved.Output, StringComparison.Ordinal);

        await using var again = RunningConsole.Plan(dataDirectory: console.DataDirectory);
        await again.StartAsync();
        using var reader = await Field.OpenAgainAsync(again);
        Assert.Equal(110, (await reader.ReadingsAsync(id, "temperature")).Count);
    }

    private static async Task<string> ReadinessAsync(RunningConsole console)
    {
        using var http = new HttpClient { BaseAddress = console.Address };
        using var reply = await http.GetAsync("/health/ready");
        return await reply.Content.ReadAsStringAsync();
    }

    private static async Task<HttpStatusCode> SendAsync(Field field, long at, int count)
    {
        var body = Enumerable.Range(0, count).Select(i => new { ts = at + (i * 1000L), values = new { temperature = i / 3d } });
        using var reply = await field.Session.Http.PostAsJsonAsync("/api/v1/devices/b-1/telemetry", body);
        return reply.StatusCode;
    }
}
