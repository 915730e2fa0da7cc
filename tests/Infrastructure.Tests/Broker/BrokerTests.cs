using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using IoTConsole.Infrastructure.Broker;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using static IoTConsole.Infrastructure.Tests.Broker.BrokerHost;

namespace IoTConsole.Infrastructure.Tests.Broker;

public class BrokerTests
{
    public static TheoryData<MqttProtocolVersion> Versions => new(MqttProtocolVersion.V311, MqttProtocolVersion.V500);

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_client_that_trusts_only_the_root_connects_by_mutual_TLS_and_its_publish_is_taken(MqttProtocolVersion version)
    {
        await using var host = await StartAsync();
        using var client = await ConnectAsync(host.Options("kettle-1", version));

        var ack = await client.PublishStringAsync("devices/kettle-1/telemetry", "{}", MqttQualityOfServiceLevel.AtLeastOnce);

        Assert.True(ack.IsSuccess);
        var taken = Assert.Single(host.TheConsumer.Taken);
        Assert.Equal(("kettle-1", "devices/kettle-1/telemetry"), (taken.ClientId, taken.Topic));
        Assert.Equal("CN=kettle-1", Assert.Single(host.TheGate.Attempts).Certificate?.Subject);
        Assert.Equal(1, host.Sessions.CountFor(host.TheGate.Tenant));
    }

    [Fact]
    public async Task Nothing_is_routed_by_topic_even_to_a_subscriber_of_it()
    {
        await using var host = await StartAsync();
        host.TheGate.Judge = _ => null;
        using var listener = await ConnectAsync(host.Options("listener"));
        var heard = 0;
        listener.ApplicationMessageReceivedAsync += _ => Task.FromResult(Interlocked.Increment(ref heard));
        await listener.SubscribeAsync("devices/listener/commands");
        using var talker = await ConnectAsync(host.Options("talker"));

        await talker.PublishStringAsync("devices/listener/commands", "stolen", MqttQualityOfServiceLevel.AtLeastOnce);
        await host.Sessions.SendAsync("listener", "devices/listener/commands", "real"u8.ToArray(), CancellationToken.None);

        await Until(() => heard > 0);
        Assert.Equal(1, heard);
    }

    [Fact]
    public async Task A_command_reaches_the_one_session_it_is_for_without_a_subscription()
    {
        await using var host = await StartAsync();
        using var one = await ConnectAsync(host.Options("one"));
        using var two = await ConnectAsync(host.Options("two"));
        var heard = new TaskCompletionSource<string>();
        one.ApplicationMessageReceivedAsync += m => Task.FromResult(heard.TrySetResult("one"));
        two.ApplicationMessageReceivedAsync += m => Task.FromResult(heard.TrySetResult("two"));

        Assert.True(await host.Sessions.SendAsync("two", "devices/two/commands", "now"u8.ToArray(), CancellationToken.None));
        Assert.Equal("two", await heard.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.False(await host.Sessions.SendAsync("three", "devices/three/commands", "now"u8.ToArray(), CancellationToken.None));
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V500, MqttClientConnectResultCode.Banned)]
    [InlineData(MqttProtocolVersion.V311, MqttClientConnectResultCode.NotAuthorized)]
    public async Task A_refused_client_learns_why_and_the_reason_is_counted(MqttProtocolVersion version, MqttClientConnectResultCode code)
    {
        await using var host = await StartAsync();
        host.TheGate.Judge = _ => ConnectVerdict.Refuse(ConnectRefusal.Banned, "device-quarantined", "on the bench");
        using var client = new MqttClientFactory().CreateMqttClient();

        var reply = await ConnectAnyhowAsync(client, host.Options("kettle-1", version));

        Assert.Equal(code, reply);
        Assert.Equal(1, host.Refusals.List(null).Single(r => r is { Border: "connect", Reason: "device-quarantined" }).Count);
        Assert.Empty(host.Sessions.List(null, 10));
    }

    [Fact]
    public async Task A_thief_of_a_client_id_is_refused_before_the_owner_is_evicted()
    {
        await using var host = await StartAsync();
        using var owner = await ConnectAsync(host.Options("kettle-1"));
        host.TheGate.Judge = _ => ConnectVerdict.Refuse(ConnectRefusal.NotAuthorized, "client-id-mismatch", "other certificate");
        using var thief = new MqttClientFactory().CreateMqttClient();

        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await ConnectAnyhowAsync(thief, host.Options("kettle-1")));
        Assert.True((await owner.PublishStringAsync("devices/kettle-1/telemetry", "{}", MqttQualityOfServiceLevel.AtLeastOnce)).IsSuccess);
    }

    [Fact]
    public async Task The_same_client_may_return_and_take_its_session_over()
    {
        await using var host = await StartAsync();
        using var first = await ConnectAsync(host.Options("kettle-1"));
        using var second = await ConnectAsync(host.Options("kettle-1"));

        Assert.True((await second.PublishStringAsync("devices/kettle-1/telemetry", "{}", MqttQualityOfServiceLevel.AtLeastOnce)).IsSuccess);
        await Until(() => !first.IsConnected && host.Sessions.Count == 1);
        Assert.True(host.Sessions.IsConnected("kettle-1"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_was_not_stored_is_never_acknowledged(MqttProtocolVersion version)
    {
        await using var host = await StartAsync();
        host.TheConsumer.Judge = _ => throw new IOException("disk full");
        using var client = await ConnectAsync(host.Options("kettle-1", version).WithTimeout(TimeSpan.FromSeconds(5)));

        await Assert.ThrowsAnyAsync<Exception>(() => client.PublishStringAsync("devices/kettle-1/telemetry", "{}", MqttQualityOfServiceLevel.AtLeastOnce));
        await Until(() => !client.IsConnected);
    }

    [Fact]
    public async Task Version_5_hears_the_reason_code_and_older_clients_are_closed_or_acknowledged()
    {
        await using var host = await StartAsync();
        host.TheConsumer.Judge = p => p.Topic.EndsWith("telemetry", StringComparison.Ordinal) ? PublishVerdict.PayloadFormatInvalid : PublishVerdict.NotAuthorized;
        using var newer = await ConnectAsync(host.Options("newer"));
        using var older = await ConnectAsync(host.Options("older", MqttProtocolVersion.V311).WithTimeout(TimeSpan.FromSeconds(5)));

        Assert.Equal(MqttClientPublishReasonCode.PayloadFormatInvalid, (await newer.PublishStringAsync("a/telemetry", "x", MqttQualityOfServiceLevel.AtLeastOnce)).ReasonCode);
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, (await newer.PublishStringAsync("a/other", "x", MqttQualityOfServiceLevel.AtLeastOnce)).ReasonCode);
        Assert.True((await older.PublishStringAsync("a/telemetry", "x", MqttQualityOfServiceLevel.AtLeastOnce)).IsSuccess);
        await Assert.ThrowsAnyAsync<Exception>(() => older.PublishStringAsync("a/other", "x", MqttQualityOfServiceLevel.AtLeastOnce));
    }

    [Fact]
    public async Task An_oversize_packet_ends_the_connection_with_its_reason_and_is_counted()
    {
        await using var host = await StartAsync(s => s.MaxPacketBytes = 4096);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, host.Ports.PlainPort!.Value);
        var wire = tcp.GetStream();
        await wire.WriteAsync(new byte[] { 0x10, 14, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 2, 0, 60, 0, 0, 1, (byte)'k' });
        var head = new byte[2];
        await wire.ReadExactlyAsync(head);
        Assert.Equal(0x20, head[0]);
        await wire.ReadExactlyAsync(new byte[head[1]]);

        // A PUBLISH that announces 6,000 bytes: refused by its header alone, with DISCONNECT 0x95.
        await wire.WriteAsync(new byte[] { 0x32, 0xF0, 0x2E, 0, 1, (byte)'a' });
        await wire.ReadExactlyAsync(head);
        var reason = new byte[head[1]];
        await wire.ReadExactlyAsync(reason);

        Assert.Equal((0xE0, 0x95), (head[0], reason[0]));
        Assert.Equal(host.TheGate.Tenant, host.Refusals.List(null).Single(r => r.Reason == "oversize-packet").TenantId);
        Assert.Empty(host.TheConsumer.Taken);
    }

    [Fact]
    public async Task Subscriptions_beyond_the_own_topics_are_refused_and_counted()
    {
        await using var host = await StartAsync();
        using var client = await ConnectAsync(host.Options("kettle-1"));

        var reply = await client.SubscribeAsync("#");

        Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, reply.Items.Single().ResultCode);
        Assert.Equal(1, host.Refusals.List(null).Single(r => r.Border == "subscribe").Count);
    }

    [Fact]
    public async Task A_dropped_client_is_gone_with_its_session()
    {
        await using var host = await StartAsync();
        using var client = await ConnectAsync(host.Options("kettle-1"));

        await host.Sessions.DropAsync("kettle-1", "decommissioned", CancellationToken.None);

        await Until(() => !client.IsConnected && !host.Sessions.IsConnected("kettle-1"));
        await host.Sessions.DropAsync("kettle-1", "again", CancellationToken.None);
    }

    [Fact]
    public async Task A_stop_waits_for_what_was_received_and_acknowledges_it()
    {
        await using var host = await StartAsync();
        using var client = await ConnectAsync(host.Options("kettle-1"));
        var hold = host.TheConsumer.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var publish = client.PublishStringAsync("devices/kettle-1/telemetry", "{}", MqttQualityOfServiceLevel.AtLeastOnce);
        await Until(() => host.Sessions.List(null, 1) is [{ MessagesIn: 1 }]);

        var stop = Task.Run(host.StopAsync);
        hold.SetResult();

        Assert.True((await publish).IsSuccess);
        await stop.WaitAsync(TimeSpan.FromSeconds(15));
        Assert.Single(host.TheConsumer.Taken);
    }

    [Fact]
    public async Task MQTT_over_WebSocket_shows_the_certificate_to_the_gate()
    {
        await using var host = await StartAsync();
        using var client = new MqttClientFactory().CreateMqttClient();

        await client.ConnectAsync(new MqttClientOptionsBuilder().WithClientId("kettle-1")
            .WithWebSocketServer(w => w.WithUri($"wss://localhost:{host.Ports.WebSocketPort}/mqtt"))
            .WithTlsOptions(t => t.UseTls().WithTrustChain(host.Authority.Roots).WithClientCertificates([host.Authority.Client("kettle-1")])
                .WithCertificateValidationHandler(_ => true)).Build());

        Assert.True((await client.PublishStringAsync("devices/kettle-1/telemetry", "{}", MqttQualityOfServiceLevel.AtLeastOnce)).IsSuccess);
        var attempt = Assert.Single(host.TheGate.Attempts);
        Assert.Equal(("CN=kettle-1", true), (attempt.Certificate?.Subject, attempt.Secure));
    }

    [Fact]
    public async Task The_plain_port_is_off_unless_it_is_asked_for_and_then_honest_about_it()
    {
        await using var off = await StartAsync(s => s.PlainPort = null);
        Assert.Null(off.Ports.PlainPort);

        await using var on = await StartAsync();
        using var client = await ConnectAsync(new MqttClientOptionsBuilder().WithClientId("kettle-1").WithTcpServer("127.0.0.1", on.Ports.PlainPort));
        var attempt = Assert.Single(on.TheGate.Attempts);
        Assert.False(attempt.Secure);
        Assert.Null(attempt.Certificate);
    }

    [Fact]
    public async Task WebSocket_without_TLS_is_refused_while_the_plain_port_is_off()
    {
        await using var host = await StartAsync(s => s.PlainPort = null);
        using var client = new MqttClientFactory().CreateMqttClient();

        var reply = await ConnectAnyhowAsync(client, new MqttClientOptionsBuilder().WithClientId("kettle-1").WithProtocolVersion(MqttProtocolVersion.V500)
            .WithWebSocketServer(w => w.WithUri($"ws://localhost:{host.HttpPort}/mqtt")));

        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, reply);
        Assert.Empty(host.TheGate.Attempts);
        Assert.Equal(1, host.Refusals.List(null).Single(r => r.Reason == "plaintext-not-allowed").Count);
    }

    [Fact]
    public async Task A_client_that_never_says_CONNECT_is_let_go()
    {
        await using var host = await StartAsync(s => s.ConnectSeconds = 1);
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, host.Ports.PlainPort!.Value);

        Assert.Equal(0, await ReadToEndAsync(silent.GetStream()).WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData("x-amzn-mqtt-ca")]
    [InlineData("mqtt")]
    [InlineData(null)]
    public async Task Any_protocol_name_a_device_offers_is_let_through_the_handshake(string? offered)
    {
        await using var host = await StartAsync();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, host.Ports.TlsPort!.Value);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, _, _, _) => true);

        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ApplicationProtocols = offered is null ? null : [new SslApplicationProtocol(offered)],
        });

        Assert.True(tls.IsAuthenticated);
    }

    private static async Task<MqttClientConnectResultCode> ConnectAnyhowAsync(IMqttClient client, MqttClientOptionsBuilder options)
    {
        try
        {
            return (await client.ConnectAsync(options.Build())).ResultCode;
        }
        catch (MQTTnet.Exceptions.MqttCommunicationException)
        {
            return MqttClientConnectResultCode.UnspecifiedError;
        }
    }

    private static async Task<int> ReadToEndAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1]);
        }
        catch (IOException)
        {
            // A reset is as good an end as a close.
            return 0;
        }
    }
}
