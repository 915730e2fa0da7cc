using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Tests.Ingest;
using IoTConsole.Testing;

namespace IoTConsole.Telemetry.Tests.History;

public class ReadCompletenessTests
{
    [Fact]
    public async Task Received_is_set_against_expected_for_each_device_and_each_hour_and_the_worst_comes_first()
    {
        await using var fleet = await Fleet.StartAsync();
        await SendAsync(fleet, "whole", 120);
        await SendAsync(fleet, "half", 60);
        fleet.Devices.Add("silent", tags: "roof");
        fleet.Devices.Add("stored", state: LifecycleState.Planned, tags: "roof");

        var row = (await AskAsync(fleet, Fleet.Us())).Value;

        Assert.Equal((360, 180, 0.5), (row.All.Expected, row.All.Received, row.All.Complete));
        Assert.Equal([("silent", 0L, 0d), ("half", 60L, 0.5), ("whole", 120L, 1d)], row.Devices.Select(d => (d.DeviceId, d.Tally.Received, d.Tally.Complete!.Value)));
        Assert.Equal([(180L, 60L), (180L, 120L)], row.Parts.Select(p => (p.Tally.Expected, p.Tally.Received)));
    }

    [Fact]
    public async Task More_from_one_does_not_make_up_for_less_from_another_and_what_lies_ahead_is_not_expected()
    {
        await using var fleet = await Fleet.StartAsync();
        await SendAsync(fleet, "chatty", 120, interval: 120);
        fleet.Devices.Add("silent", interval: 120, tags: "roof");

        var row = (await AskAsync(fleet, Fleet.Us(), ahead: 10)).Value;

        Assert.Equal((120, 120, 0.5), (row.All.Expected, row.All.Received, row.All.Complete));
    }

    [Fact]
    public async Task A_device_is_not_missed_before_the_console_knew_it()
    {
        await using var fleet = await Fleet.StartAsync();
        var born = fleet.Console.Clock.GetUtcNow().AddMinutes(-30);
        fleet.Devices.Put(fleet.Devices.Add("known-long", state: LifecycleState.Planned, tags: "roof") with { Id = Guid.CreateVersion7(born), State = LifecycleState.Active, DeviceId = "new" });

        var row = (await AskAsync(fleet, Fleet.Us())).Value;

        Assert.Equal(("new", 30L), row.Devices.Select(d => (d.DeviceId, d.Tally.Expected)).Single());
    }

    [Fact]
    public async Task Another_tenants_devices_are_neither_expected_nor_counted_and_a_role_without_the_permission_is_refused()
    {
        await using var fleet = await Fleet.StartAsync();
        await SendAsync(fleet, "ours", 120);

        var theirs = (await AskAsync(fleet, Fleet.Them())).Value;

        Assert.Equal((0, 0, null), (theirs.All.Expected, theirs.All.Received, theirs.All.Complete));
        Assert.Empty(theirs.Devices);
        Assert.Equal(ProblemKind.Forbidden, (await AskAsync(fleet, TestConsole.Person(Fleet.Ours))).Problem?.Kind);
    }

    // The test clock stands at a whole hour, so two hours have two parts.
    private static Task<Result<ReadCompleteness.Row>> AskAsync(Fleet fleet, Actor actor, int ahead = 0)
    {
        var now = fleet.Console.Clock.GetUtcNow();
        return fleet.Console.AskAsync<ReadCompleteness, Result<ReadCompleteness.Row>>(
            actor, u => u.RunAsync(new(new(null, null, "roof", ["temperature"]), now.AddHours(-2), now.AddHours(ahead), 100), CancellationToken.None));
    }

    private static async Task SendAsync(Fleet fleet, string name, int minutes, int interval = 60)
    {
        var device = fleet.Devices.Add(name, interval: interval, tags: "roof");
        for (var i = 1; i <= minutes; i++)
            await ConsumePublishesTests.PublishAsync(fleet, device, $"devices/{name}/telemetry", $$$"""{"ts":{{{fleet.Now - (i * 60_000)}}},"values":{"temperature":1}}""");
    }
}
