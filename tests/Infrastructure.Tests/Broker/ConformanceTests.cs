using Microsoft.Extensions.Time.Testing;
using static IoTConsole.Infrastructure.Tests.Broker.BrokerHost;

namespace IoTConsole.Infrastructure.Tests.Broker;

/// <summary>The broker as a client sees it, against OASIS MQTT 5.0; docs/mqtt-conformance.md lists what each line rests on.</summary>
public class ConformanceTests
{
    private const string Topic = "devices/kettle-1/telemetry";
    private const string Commands = "devices/kettle-1/commands";

    [Theory]
    [InlineData(Commands, 1)]
    [InlineData("devices/+/commands", 0x87)]
    [InlineData("#", 0x87)]
    [InlineData("$share/group/" + Commands, 0x9E)]
    public async Task A_subscription_is_granted_or_refused_by_its_reason_code_3_9_3(string filter, int code)
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1");

        await wire.SendAsync(Wire.Subscribe(7, filter));

        var (type, body) = await wire.ReadAsync();
        Assert.Equal((0x90, code), (type, body[^1]));
        Assert.Equal(code == 0x87 ? 1 : 0, host.Refusals.List(null).Count(r => r.Border == "subscribe"));
    }

    [Fact]
    public async Task An_old_client_hears_128_for_a_subscription_it_may_not_have()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1", version: 4);

        await wire.SendAsync(Wire.Subscribe(7, "#", version: 4));

        Assert.Equal([0, 7, 0x80], (await wire.ReadAsync()).Body);
    }

    [Fact]
    public async Task What_is_not_offered_is_said_in_the_welcome_and_refused_in_its_own_words_3_2_2_3()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.OpenAsync(host);
        await wire.SendAsync(Wire.Connect("kettle-1"));
        var welcome = (await wire.ReadAsync()).Body[3..];
        Assert.True(welcome.AsSpan().IndexOf((byte[])[0x2A, 0]) >= 0, "no shared subscriptions");
        Assert.True(welcome.AsSpan().IndexOf((byte[])[0x29, 0]) >= 0, "no subscription identifiers");

        await wire.SendAsync(Wire.Subscribe(7, Commands, properties: [2, 0x0B, 5]));

        var (type, body) = await wire.ReadAsync();
        Assert.Equal((0xE0, 0xA1), (type, body[0]));
    }

    [Fact]
    public async Task Unsubscribing_is_answered_and_commands_still_come_by_client_id_3_11()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1");
        await wire.SendAsync(Wire.Subscribe(7, Commands), Wire.Unsubscribe(8, Commands));
        Assert.Equal(0x90, (await wire.ReadAsync()).Type);

        Assert.Equal(0xB0, (await wire.ReadAsync()).Type);
        Assert.True(await host.Sessions.SendAsync("kettle-1", Commands, "on"u8.ToArray(), CancellationToken.None));
        Assert.Equal(0x32, (await wire.ReadAsync()).Type);
    }

    [Fact]
    public async Task An_authentication_method_is_refused_by_its_code_4_12()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.OpenAsync(host);

        await wire.SendAsync(Wire.Connect("kettle-1", properties: [6, 0x15, 0, 3, .. "abc"u8.ToArray()]));

        var (type, body) = await wire.ReadAsync();
        Assert.Equal((0x20, 0x8C), (type, body[1]));
        Assert.Empty(host.TheGate.Attempts);
    }

    [Fact]
    public async Task A_second_CONNECT_ends_the_connection_3_1()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1");

        await wire.SendAsync(Wire.Connect("kettle-1"));

        var (type, body) = await wire.ReadAsync();
        Assert.Equal((0xE0, 0x82), (type, body.FirstOrDefault()));
    }

    [Fact]
    public async Task A_will_is_published_when_the_client_asks_for_it_on_leaving_and_not_when_it_just_leaves_3_14_4()
    {
        await using var host = await StartAsync();
        await LeaveAsync(host, "quiet", [0xE0, 0]);
        await LeaveAsync(host, "loud", [0xE0, 1, 4]);

        await Until(() => host.TheConsumer.Taken.Count == 1 && host.Sessions.Count == 0);
        Assert.Equal("loud", host.TheConsumer.Taken.Single().ClientId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delayed_will_is_not_published_when_the_client_returns_in_time_3_1_3_2_2(bool returns)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await StartAsync(clock: clock);
        using (var wire = await Wire.OpenAsync(host))
        {
            await wire.SendAsync(Wire.Connect("kettle-1", clean: false, will: (Topic, "gone"), willProperties: [5, 0x18, 0, 0, 0, 30]));
            Assert.Equal(0x20, (await wire.ReadAsync()).Type);
        }

        await Until(() => host.Sessions.Count == 0);
        using var again = returns ? await Wire.ConnectAsync(host, "kettle-1", clean: false) : null;
        using var other = await Wire.ConnectAsync(host, "kettle-2");
        Assert.Empty(host.TheConsumer.Taken);

        clock.Advance(TimeSpan.FromSeconds(31));

        await other.SendAsync(Wire.Publish(1, 1, "devices/kettle-2/telemetry", "21"));
        Assert.Equal(0x40, (await other.ReadAsync()).Type);
        if (!returns) await Until(() => host.TheConsumer.Texts.Contains("gone"));
        Assert.Equal(returns ? ["21"] : ["21", "gone"], host.TheConsumer.Texts.Order());
    }

    [Fact]
    public async Task A_session_without_expiry_ends_with_its_connection_and_a_kept_one_is_said_to_be_present_3_1_2_11_2()
    {
        await using var host = await StartAsync();

        byte[] kept = [5, 0x11, 0, 0, 0, 60];
        Assert.Equal((0, 0), (await PresentAsync([0]), await PresentAsync([0])));
        Assert.Equal((0, 1), (await PresentAsync(kept), await PresentAsync(kept)));

        async Task<int> PresentAsync(byte[] properties)
        {
            using var wire = await Wire.OpenAsync(host);
            await wire.SendAsync(Wire.Connect("kettle-1", clean: false, properties: properties));
            var present = (await wire.ReadAsync()).Body[0];
            wire.Dispose();
            await Until(() => host.Sessions.Count == 0);
            return present;
        }
    }

    [Fact]
    public async Task A_client_is_never_owed_more_commands_or_larger_ones_than_it_takes_3_1_2_11()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.OpenAsync(host);
        await wire.SendAsync(Wire.Connect("kettle-1", properties: [8, 0x21, 0, 2, 0x27, 0, 0, 0, 100]));
        await wire.ReadAsync();
        Task<bool> CommandAsync(int bytes) => host.Sessions.SendAsync("kettle-1", Commands, new byte[bytes], CancellationToken.None);

        Assert.False(await CommandAsync(90));
        Assert.True(await CommandAsync(10));
        Assert.Equal(0x32, (await wire.ReadAsync()).Type);
        Assert.True(await CommandAsync(10));
        var second = await wire.ReadAsync();
        Assert.Equal(0x32, second.Type);
        Assert.False(await CommandAsync(10));
        await wire.SendAsync([0x40, 2, .. second.Body.AsSpan(2 + Commands.Length, 2).ToArray()]);

        await Until(() => CommandAsync(10).GetAwaiter().GetResult());
        Assert.Equal(1, host.Counted("command", "larger-than-the-client-takes"));
    }

    [Fact]
    public async Task A_retained_publish_is_taken_and_nobody_could_ever_subscribe_to_it()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1");
        var retained = Wire.Publish(1, 1, Topic, "21");
        retained[0] |= 1;

        await wire.SendAsync(retained, Wire.Subscribe(7, Topic));

        Assert.Equal(0x40, (await wire.ReadAsync()).Type);
        Assert.Equal(0x87, (await wire.ReadAsync()).Body[^1]);
        Assert.Equal(1, host.Counted("publish", "retain-ignored"));
    }

    [Fact]
    public async Task An_unknown_version_is_refused_by_its_code_3_1_2_2()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.OpenAsync(host);
        var connect = Wire.Connect("kettle-1");
        connect[8] = 6;

        await wire.SendAsync(connect);

        var (type, _) = await wire.ReadAsync();
        Assert.Equal(0, type); // closed: MQTT 5.0, 3.1.2.2 leaves the CONNACK to the server
    }

    private static async Task LeaveAsync(BrokerHost host, string clientId, byte[] goodbye)
    {
        using var wire = await Wire.OpenAsync(host);
        await wire.SendAsync(Wire.Connect(clientId, will: ($"devices/{clientId}/telemetry", "gone")));
        Assert.Equal(0x20, (await wire.ReadAsync()).Type);
        await wire.SendAsync(goodbye);
        Assert.Equal(0, (await wire.ReadAsync()).Type);
    }
}
