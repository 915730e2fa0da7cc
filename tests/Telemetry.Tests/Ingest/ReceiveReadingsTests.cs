using System.Buffers;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Payloads;

namespace IoTConsole.Telemetry.Tests.Ingest;

public class ReceiveReadingsTests
{
    [Fact]
    public async Task A_key_sends_for_a_device_in_its_scope_by_either_id()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");

        Assert.Equal(2, (await SendAsync(fleet, Fleet.Us(Role.ServiceAccount), "s-1")).Value.Accepted);
        fleet.Console.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, (await SendAsync(fleet, Fleet.Us(Role.ServiceAccount), device.Id.ToString())).Value.Accepted);
    }

    [Fact]
    public async Task What_is_refused_is_told_by_reason()
    {
        await using var fleet = await Fleet.StartAsync();
        fleet.Devices.Add("s-1");

        var mixed = await SendAsync(fleet, Fleet.Us(Role.ServiceAccount), "s-1", """[{"ts":1,"values":{"a":1}},{"ts":2,"values":{"a":1}},{"values":{"a":1}}]""");
        var broken = await SendAsync(fleet, Fleet.Us(Role.ServiceAccount), "s-1", "[");

        Assert.Equal((1, 2), (mixed.Value.Accepted, mixed.Value.Refused[RefusalReasons.TooOld]));
        Assert.Equal(RefusalReasons.MalformedJson, broken.Value.Refusal);
        Assert.Equal((2, 1), (fleet.Refused("http", RefusalReasons.TooOld), fleet.Refused("http", RefusalReasons.MalformedJson)));
    }

    [Fact]
    public async Task Another_tenant_another_place_and_another_role_are_refused()
    {
        await using var fleet = await Fleet.StartAsync();
        fleet.Devices.Add("s-1", path: "root/aaaa/");
        fleet.Devices.Add("s-9", tenant: Fleet.Theirs, path: "root/aaaa/");

        Assert.Equal(ProblemKind.NotFound, (await SendAsync(fleet, Fleet.Them(), "s-1")).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await SendAsync(fleet, Fleet.Us(Role.ServiceAccount), "s-9")).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await SendAsync(fleet, Fleet.Us(Role.ServiceAccount, "root/bbbb/"), "s-1")).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await SendAsync(fleet, Fleet.Us(Role.ServiceAccount), "nobody")).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await SendAsync(fleet, Fleet.Us(Role.Analyst), "s-1")).Problem?.Kind);
    }

    private static Task<Result<TakeReadings.Receipt>> SendAsync(Fleet fleet, Actor actor, string device, string? json = null) =>
        fleet.Console.AskAsync<ReceiveReadings, Result<TakeReadings.Receipt>>(actor, u => u.RunAsync(
            new(device, new ReadOnlySequence<byte>(System.Text.Encoding.UTF8.GetBytes(json ?? """{"values":{"temperature":1,"humidity":2}}""")), null), CancellationToken.None));
}
