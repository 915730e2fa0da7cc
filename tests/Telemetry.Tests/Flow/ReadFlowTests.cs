using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Telemetry.Flow;
using IoTConsole.Telemetry.Tests.Ingest;

namespace IoTConsole.Telemetry.Tests.Flow;

public class ReadFlowTests
{
    [Fact]
    public async Task A_reading_is_followed_from_its_gateway_to_the_store_with_its_time_at_every_hop()
    {
        await using var fleet = await Fleet.StartAsync();
        var gateway = fleet.Devices.Add("gw-1", isGateway: true);
        var child = fleet.Devices.Add("s-1", gateway: gateway);
        var measured = fleet.Now - 5_000;

        await ConsumePublishesTests.PublishAsync(
            fleet, gateway, "gateways/gw-1/telemetry", $$$"""[{"device":"s-1","ts":{{{measured}}},"seq":7,"values":{"temperature":21.5,"humidity":40}},{"ts":{{{measured}}},"values":{"uptime":5}}]""");

        var row = (await AskAsync(fleet, Fleet.Us(), "s-1", "temperature")).Value;
        Assert.Equal(["device", "connection", "broker", "dialect", "queue", "commit", "store", "page"], row.Steps.Select(s => s.Key));
        Assert.Equal("gw-1", Step(row, "connection").Title);
        Assert.Equal((2L, 2L), (Step(row, "commit").In!.Value, Step(row, "commit").Out!.Value));
        Assert.Equal(1L, Step(row, "store").Out);
        var way = Assert.Single(row.Passages);
        Assert.Equal(("gw-1", "publish", 7L, 2, 0), (way.Sender, way.Border, way.Sequence!.Value, way.Stored, way.Duplicates));
        Assert.Equal(measured, way.At.ToUnixTimeMilliseconds());
        Assert.True(way.Decode > 0 && way.Commit > 0, $"{way}");
        Assert.InRange(way.Travel.TotalSeconds, 4.9, 5.1);
    }

    [Fact]
    public async Task What_stays_behind_is_shown_where_it_stayed()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        var at = fleet.Now;
        foreach (var body in new[]
        {
            $$$"""{"ts":{{{at}}},"values":{"temperature":21.5}}""", $$$"""{"ts":{{{at}}},"values":{"temperature":21.5}}""",
            $$$"""{"ts":{{{at}}},"values":{"temperature":22.5}}""", """{"ts":1,"values":{"temperature":21.5}}""", "{",
        })
            await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", body);

        var row = (await AskAsync(fleet, Fleet.Us(), "s-1", "temperature")).Value;

        Assert.Equal(5, Step(row, "broker").In);
        Assert.Equal((4L, 3L), (Step(row, "dialect").In!.Value, Step(row, "dialect").Out!.Value));
        Assert.Equal([("stored before, sent again", 1L, true), ("with another value for a stored moment", 1L, false)],
            Step(row, "commit").Lost.Select(l => (l.Reason, l.Count, l.Harmless)));
        Assert.Equal((3L, 1L), (Step(row, "commit").In!.Value, Step(row, "commit").Out!.Value));

        var whole = (await fleet.Console.AskAsync<ReadSystemFlow, Result<IReadOnlyList<FlowStep>>>(Actor.System(), u => u.RunAsync(CancellationToken.None))).Value;
        Assert.Equal((5L, 4L), (whole.Single(s => s.Key == "broker").In!.Value, whole.Single(s => s.Key == "broker").Out!.Value));
        Assert.Equal(1, whole.Single(s => s.Key == "commit").Out);
    }

    [Fact]
    public async Task Every_message_is_kept_while_somebody_looks_and_only_the_last_one_otherwise()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await SendAsync(3);
        Assert.Single((await AskAsync(fleet, Fleet.Us(), "s-1")).Value.Passages);

        await SendAsync(40);
        Assert.Equal(32, (await AskAsync(fleet, Fleet.Us(), "s-1")).Value.Passages.Count);

        async Task SendAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                fleet.Console.Clock.Advance(TimeSpan.FromSeconds(1));
                await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", """{"values":{"temperature":21.5}}""");
            }
        }
    }

    [Fact]
    public async Task Nobody_follows_another_tenants_device_or_one_out_of_scope()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1", path: "root/aaaa/");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", """{"values":{"temperature":21.5}}""");

        Assert.Equal(ProblemKind.NotFound, (await AskAsync(fleet, Fleet.Them(), "s-1")).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await AskAsync(fleet, Fleet.Us(path: "root/bbbb/"), device.Id.ToString())).Problem?.Kind);
        var theirs = await fleet.Console.AskAsync<ReadSystemFlow, Result<IReadOnlyList<FlowStep>>>(Fleet.Them(), u => u.RunAsync(CancellationToken.None));
        Assert.Empty(theirs.Value);
    }

    private static FlowStep Step(ReadFlow.Row row, string key) => row.Steps.Single(s => s.Key == key);

    private static Task<Result<ReadFlow.Row>> AskAsync(Fleet fleet, Actor actor, string device, string? metric = null) =>
        fleet.Console.AskAsync<ReadFlow, Result<ReadFlow.Row>>(actor, u => u.RunAsync(device, metric, CancellationToken.None));
}
