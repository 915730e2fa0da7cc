using System.Buffers;
using System.Text;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Refused;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.Ingest;

public class ConsumePublishesTests
{
    [Fact]
    public async Task A_published_reading_is_the_latest_value()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1", state: LifecycleState.Provisioned);

        var verdict = await PublishAsync(fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{fleet.Now}}},"values":{"temperature":21.5,"door":true,"mode":"eco"}}""");

        Assert.Equal(PublishVerdict.Accepted, verdict);
        var latest = fleet.Console.Services.GetRequiredService<ILatestValues>().For(device.Id);
        Assert.Equal([("door", null, "yes"), ("mode", null, "eco"), ("temperature", "°C", "21.5")], latest.Select(l => (l.Metric, l.Unit, l.Value.ToString())));
        Assert.Contains(device.Id, fleet.Devices.First);
    }

    [Theory]
    [InlineData("devices/s-2/telemetry", PublishVerdict.NotAuthorized, RefusalReasons.AnotherDevicesTopic)]
    [InlineData("gateways/s-2/telemetry", PublishVerdict.NotAuthorized, RefusalReasons.AnotherDevicesTopic)]
    [InlineData("gateways/s-1/telemetry", PublishVerdict.NotAuthorized, RefusalReasons.NotAGateway)]
    [InlineData("devices/s-1/x/telemetry", PublishVerdict.TopicNameInvalid, RefusalReasons.WrongTopic)]
    [InlineData("devices/telemetry", PublishVerdict.TopicNameInvalid, RefusalReasons.WrongTopic)]
    [InlineData("devices//telemetry", PublishVerdict.NotAuthorized, RefusalReasons.AnotherDevicesTopic)]
    [InlineData("hello", PublishVerdict.TopicNameInvalid, RefusalReasons.WrongTopic)]
    public async Task Only_the_own_topic_is_taken(string topic, PublishVerdict expected, string reason)
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        fleet.Devices.Add("s-2");

        Assert.Equal(expected, await PublishAsync(fleet, device, topic, """{"values":{"temperature":21.5}}"""));
        Assert.Equal(1, fleet.Refused("publish", reason));
        Assert.All(fleet.Devices.All, d => Assert.Empty(fleet.Console.Services.GetRequiredService<ILatestValues>().For(d.Id)));
    }

    [Fact]
    public async Task A_gateway_speaks_for_its_own_children_planned_ones_included_and_for_nobody_else()
    {
        await using var fleet = await Fleet.StartAsync();
        var gateway = fleet.Devices.Add("gw-1", isGateway: true);
        var child = fleet.Devices.Add("c-1", gateway: gateway);
        var planned = fleet.Devices.Add("c-2", gateway: gateway, state: LifecycleState.Planned);
        fleet.Devices.Add("c-3", gateway: gateway, state: LifecycleState.Quarantined);
        fleet.Devices.Add("c-4", tenant: Fleet.Theirs);
        fleet.Devices.Add("c-5", gateway: fleet.Devices.Add("gw-2", isGateway: true));

        var entries = new[] { "c-1", "c-2", "c-3", "c-4", "c-5", "c-6" }.Select(c => $$$"""{"device":"{{{c}}}","values":{"temperature":1}}""");
        var verdict = await PublishAsync(fleet, gateway, "gateways/gw-1/telemetry", $"[{string.Join(',', entries)},{{\"values\":{{\"rssi\":-60}}}}]");

        Assert.Equal(PublishVerdict.Accepted, verdict);
        var latest = fleet.Console.Services.GetRequiredService<ILatestValues>();
        Assert.Equal([child.DeviceId, planned.DeviceId, gateway.DeviceId], fleet.Devices.All.Where(d => latest.For(d.Id).Count > 0).Select(d => d.DeviceId).Order());
        Assert.Contains(planned.Id, fleet.Devices.First);
        Assert.Equal((1, 2, 1), (
            fleet.Refused("publish", RefusalReasons.DeviceNotInService),
            fleet.Refused("publish", RefusalReasons.NotAChildOfThisGateway), fleet.Refused("publish", RefusalReasons.UnknownChild)));
        Assert.Equal([("gw-1", "c-6")], fleet.Devices.Unknown);
    }

    [Theory]
    [InlineData("{", RefusalReasons.MalformedJson, PublishVerdict.PayloadFormatInvalid)]
    [InlineData("""{"values":{"a":NaN}}""", RefusalReasons.NotFinite, PublishVerdict.PayloadFormatInvalid)]
    [InlineData("""{"values":{"a":1e999}}""", RefusalReasons.NotFinite, PublishVerdict.PayloadFormatInvalid)]
    [InlineData("""[{"values":{"a":1e999}},{"values":{"a":1}}]""", RefusalReasons.NotFinite, PublishVerdict.Accepted)]
    [InlineData("""{"device":"s-2","values":{"a":1}}""", RefusalReasons.AnotherDevice, PublishVerdict.NotAuthorized)]
    public async Task What_is_refused_is_counted_once_with_its_reason_and_a_sample_is_kept(string payload, string reason, PublishVerdict expected)
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");

        Assert.Equal(expected, await PublishAsync(fleet, device, "devices/s-1/telemetry", payload));

        Assert.Equal(1, fleet.Refused("publish", reason));
        var sample = Assert.Single(fleet.Console.Services.GetRequiredService<RefusedSamples>().Of(Fleet.Ours));
        Assert.Equal((payload, reason, "s-1"), (Encoding.UTF8.GetString(sample.Bytes), sample.Reason, sample.DeviceId));
        Assert.Empty(fleet.Console.Services.GetRequiredService<RefusedSamples>().Of(Fleet.Theirs));
    }

    [Fact]
    public async Task An_oversize_message_is_refused_and_its_sample_is_short()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");

        Assert.Equal(PublishVerdict.QuotaExceeded, await PublishAsync(fleet, device, "devices/s-1/telemetry", new string(' ', 262_145)));

        Assert.Equal(1, fleet.Refused("publish", RefusalReasons.Oversize));
        Assert.Equal(RefusedSamples.MostBytes, Assert.Single(fleet.Console.Services.GetRequiredService<RefusedSamples>().Of(Fleet.Ours)).Bytes.Length);
    }

    [Fact]
    public async Task A_resend_is_accepted_counted_and_stored_once()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        var payload = $$$"""{"ts":{{{fleet.Now}}},"values":{"temperature":21.5,"humidity":40}}""";
        await PublishAsync(fleet, device, "devices/s-1/telemetry", payload);

        Assert.Equal(PublishVerdict.Accepted, await PublishAsync(fleet, device, "devices/s-1/telemetry", payload));

        Assert.Equal(2, fleet.Refused("publish", RefusalReasons.Duplicate));
        Assert.Empty(fleet.Console.Services.GetRequiredService<RefusedSamples>().Of(Fleet.Ours));
    }

    [Fact]
    public async Task An_unknown_sender_is_refused_and_before_the_directory_is_ready_nothing_is_acknowledged()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        fleet.Devices.IsReady = false;
        Assert.Equal(PublishVerdict.NotStored, await PublishAsync(fleet, device, "devices/s-1/telemetry", """{"values":{"a":1}}"""));

        fleet.Devices.IsReady = true;
        var stranger = device with { Id = Guid.CreateVersion7(), DeviceId = "x" };
        Assert.Equal(PublishVerdict.NotAuthorized, await PublishAsync(fleet, stranger, "devices/x/telemetry", """{"values":{"a":1}}"""));
        Assert.Equal(1, fleet.Refused("publish", RefusalReasons.UnknownDevice));
    }

    [Fact]
    public async Task A_device_that_invents_metrics_stops_at_256()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        for (var i = 0; i < 5; i++)
            await PublishAsync(fleet, device, "devices/s-1/telemetry", "{\"values\":{" + string.Join(',', Enumerable.Range(i * 64, 64).Select(n => $"\"m{n}\":1")) + "}}");

        Assert.Equal(256, fleet.Console.Services.GetRequiredService<ILatestValues>().For(device.Id).Count);
        Assert.Equal(1, fleet.Refused("publish", RefusalReasons.TooManySeries));
        Assert.Equal(PublishVerdict.Accepted, await PublishAsync(fleet, device, "devices/s-1/telemetry", """{"values":{"m1":2}}"""));
    }

    [Fact]
    public async Task New_series_of_many_senders_are_created_together_and_once()
    {
        await using var fleet = await Fleet.StartAsync();
        var devices = Enumerable.Range(0, 200).Select(i => fleet.Devices.Add($"s-{i}")).ToList();

        var verdicts = await Task.WhenAll(devices.Concat(devices).Select((d, i) =>
            PublishAsync(fleet, d, $"devices/{d.DeviceId}/telemetry", $$$"""{"ts":{{{fleet.Now + i}}},"values":{"temperature":1,"humidity":2}}""")));

        Assert.All(verdicts, v => Assert.Equal(PublishVerdict.Accepted, v));
        Assert.Equal(400, await fleet.Console.LookAsync(db => Task.FromResult(db.Set<Telemetry.Series.SeriesRow>().Count())));
    }

    [Fact]
    public async Task A_clock_that_is_off_is_noticed_from_the_quickest_arrivals_and_no_reading_is_moved()
    {
        await using var fleet = await Fleet.StartAsync();
        var (ahead, late, exact) = (fleet.Devices.Add("ahead"), fleet.Devices.Add("late"), fleet.Devices.Add("exact"));
        var clocks = fleet.Console.Services.GetRequiredService<SenderClocks>();
        foreach (var delay in new[] { 0, 700, 200 })
        {
            await SendAsync(ahead, fleet.Now + 300_000 - delay);
            await SendAsync(late, fleet.Now - 7_100_000 - delay);
            await SendAsync(exact, fleet.Now - 3_600_000 - delay); // a backlog,
            await SendAsync(exact, fleet.Now - delay); // and what is new
        }

        // Two hours ahead is refused, and yet the best evidence there is.
        await SendAsync(fleet.Devices.Add("far"), fleet.Now + 7_200_000);

        Assert.Equal(["far", "late", "ahead"], clocks.Off(TimeSpan.FromMinutes(1)).OrderByDescending(o => o.Delay.Duration()).Select(o => fleet.Devices.Find(o.DeviceId)!.DeviceId));
        Assert.Equal(TimeSpan.FromMinutes(-5), clocks.DelayOf(ahead.Id));
        Assert.Equal(TimeSpan.Zero, clocks.DelayOf(exact.Id));
        Assert.Equal(fleet.Now + 300_000, fleet.Console.Services.GetRequiredService<ILatestValues>().For(ahead.Id).Single().At.ToUnixTimeMilliseconds());
        fleet.Console.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Empty(clocks.Off(TimeSpan.FromMinutes(1)));

        Task SendAsync(DeviceEntry device, long at) => PublishAsync(fleet, device, $"devices/{device.DeviceId}/telemetry", $$$"""{"ts":{{{at}}},"values":{"temperature":1}}""");
    }

    internal static async Task<PublishVerdict> PublishAsync(Fleet fleet, DeviceEntry device, string topic, string payload) =>
        await await fleet.Console.Services.GetRequiredService<IPublishConsumer>().TakeAsync(
            new(new DeviceIdentity(device.Id, device.DeviceId, device.TenantId, device.IsGateway), topic,
                new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(payload)), 1, false, true, null), CancellationToken.None);
}
