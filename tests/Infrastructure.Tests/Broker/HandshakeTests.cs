using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Broker;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using static IoTConsole.Infrastructure.Tests.Broker.BrokerHost;

namespace IoTConsole.Infrastructure.Tests.Broker;

/// <summary>Until a client is heard: TCP, TLS, WebSocket, and what the broker keeps of them.</summary>
public class HandshakeTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task The_gate_sees_the_issuers_a_client_sends_also_when_its_TLS_session_is_resumed(SslProtocols protocol)
    {
        await using var host = await StartAsync();
        var maker = new TestAuthority();
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost", EnabledSslProtocols = protocol, ClientCertificateContext = maker.ClientChain("kettle-1"),
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        };

        for (var i = 0; i < 3; i++)
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(IPAddress.Loopback, host.Ports.TlsPort!.Value);
            await using var tls = new SslStream(tcp.GetStream());
            await tls.AuthenticateAsClientAsync(options);
            await tls.WriteAsync(Wire.Connect("kettle-1"));
            await tls.ReadExactlyAsync(new byte[4]);
            await tls.ShutdownAsync();
        }

        Assert.Equal(3, host.TheGate.Attempts.Count);
        Assert.All(host.TheGate.Attempts, a => Assert.Equal("CN=kettle-1", a.Certificate?.Subject));
        Assert.All(host.TheGate.Attempts, a => Assert.Equal(maker.Intermediates[0].Thumbprint, Assert.Single(a.Presented, c => c.Subject == "CN=Test intermediate").Thumbprint));
    }

    [Fact]
    public async Task One_address_connects_only_so_often_and_again_when_time_has_passed()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await StartAsync(s => s.ConnectsPerSource = 1, clock);
        for (var i = 0; i < 20; i++) (await Wire.ConnectAsync(host, "kettle-1")).Dispose();

        using (var oneMore = await Wire.OpenAsync(host)) Assert.Equal(0, (await oneMore.ReadAsync()).Type);
        Assert.Equal(1, host.Counted("connect", "too-many-from-one-address"));

        clock.Advance(TimeSpan.FromSeconds(2));
        using var again = await Wire.ConnectAsync(host, "kettle-1");
    }

    [Fact]
    public void Addresses_are_forgotten_when_their_bucket_is_full_again()
    {
        var clock = new FakeTimeProvider();
        var sources = new SourceRates(new BrokerSettings { ConnectsPerSource = 1 }, clock);
        for (var i = 0; i < 20; i++) Assert.True(sources.Admits(new IPEndPoint(IPAddress.Loopback, i)));
        Assert.False(sources.Admits(new IPEndPoint(IPAddress.Loopback, 1)));
        Assert.True(sources.Admits(new IPEndPoint(IPAddress.IPv6Loopback, 1)));
        Assert.Equal(2, sources.Count);

        clock.Advance(TimeSpan.FromSeconds(30));
        sources.Forget();

        Assert.Equal(0, sources.Count);
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(5, 0x89)]
    public async Task A_client_that_cannot_be_judged_in_time_hears_that_the_server_is_busy(int version, int code)
    {
        await using var host = await StartAsync(s => (s.AdmissionsAtOnce, s.ConnectSeconds) = (1, 2));
        using var release = new ManualResetEventSlim();
        host.TheGate.Judge = a =>
        {
            if (a.ClientId == "slow") release.Wait(TimeSpan.FromSeconds(20));
            return null;
        };
        using var slow = await Wire.OpenAsync(host);
        await slow.SendAsync(Wire.Connect("slow"));
        await Until(() => host.TheGate.Attempts.Count == 1);
        using var wire = await Wire.OpenAsync(host);

        await wire.SendAsync(Wire.Connect("kettle-1", version));

        var (type, body) = await wire.ReadAsync();
        Assert.Equal((0x20, code), (type, body[1]));
        Assert.Equal(1, host.Counted("connect", "too-many-at-once"));
        release.Set();
    }

    [Fact]
    public async Task The_gate_sees_the_issuers_under_a_WebSocket_too()
    {
        await using var host = await StartAsync();
        var maker = new TestAuthority();
        using var http = new SocketsHttpHandler
        {
            SslOptions = new() { ClientCertificateContext = maker.ClientChain("kettle-1"), RemoteCertificateValidationCallback = (_, _, _, _) => true },
        };
        using var invoker = new HttpMessageInvoker(http, disposeHandler: false);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");

        await socket.ConnectAsync(new Uri($"wss://localhost:{host.Ports.WebSocketPort}/mqtt"), invoker, CancellationToken.None);
        await socket.SendAsync(Wire.Connect("kettle-1"), WebSocketMessageType.Binary, true, CancellationToken.None);
        await socket.ReceiveAsync(new byte[64], CancellationToken.None);

        Assert.Equal("mqtt", socket.SubProtocol);
        var attempt = Assert.Single(host.TheGate.Attempts);
        Assert.Equal(maker.Intermediates[0].Thumbprint, Assert.Single(attempt.Presented).Thumbprint);
    }

    [Fact]
    public async Task Silent_connections_do_not_keep_others_from_their_handshake()
    {
        await using var host = await StartAsync(s => (s.HandshakesAtOnce, s.ConnectSeconds) = (1, 60));
        using var one = await SilentAsync(host);
        using var two = await SilentAsync(host);

        using var client = await ConnectAsync(host.Options("kettle-1")).WaitAsync(TimeSpan.FromSeconds(15));

        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_handshake_that_the_client_draws_out_gives_its_place_to_others()
    {
        await using var host = await StartAsync(s => (s.HandshakesAtOnce, s.ConnectSeconds) = (1, 60));
        using var slow = await SilentAsync(host);
        await slow.GetStream().WriteAsync(new byte[] { 0x16, 3, 1, 2, 0, 1 });

        using var client = await ConnectAsync(host.Options("kettle-1")).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_client_that_says_nothing_before_TLS_is_let_go_and_counted()
    {
        await using var host = await StartAsync(s => s.ConnectSeconds = 1);
        using var silent = await SilentAsync(host);

        Assert.Equal(0, await silent.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(1, host.Counted("connect", "nothing-said"));
    }

    [Fact]
    public async Task A_handshake_that_fails_is_counted()
    {
        await using var host = await StartAsync();
        using var stranger = await SilentAsync(host);

        await stranger.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());

        await Until(() => host.Counted("connect", "handshake-failed") == 1);
    }

    [Fact]
    public async Task One_connection_too_many_is_turned_away_before_its_handshake()
    {
        await using var host = await StartAsync(s => s.MaxConnections = 1);
        using var first = await ConnectAsync(host.Options("first"));

        using var second = await SilentAsync(host);
        Assert.Equal(0, await second.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(1, host.Counted("connect", "too-many-connections"));

        await first.DisconnectAsync();
        await Until(() => host.Sessions.Count == 0);
        using var third = await ConnectAsync(host.Options("third"));
        Assert.True(third.IsConnected);
    }

    [Fact]
    public async Task A_renewed_server_certificate_is_used_without_a_restart()
    {
        await using var host = await StartAsync();
        var before = await ServerThumbprintAsync(host);
        var renewed = host.Authority.Another();

        host.Authority.Leaf = renewed;

        Assert.NotEqual(renewed.Thumbprint, before);
        Assert.Equal(renewed.Thumbprint, await ServerThumbprintAsync(host));
    }

    [Fact]
    public async Task Without_its_own_certificate_the_broker_says_that_it_is_not_ready()
    {
        await using var host = await StartAsync();
        var health = host.Part<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Entries["broker"].Status);

        host.Authority.Leaf = null;

        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Entries["broker"].Status);
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(host.Options("kettle-1")));
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("X-Forwarded-For", "203.0.113.7", false)]
    [InlineData("Forwarded", "for=203.0.113.7", false)]
    [InlineData("Origin", "http://elsewhere.example", false)]
    public async Task A_WebSocket_through_a_proxy_or_from_a_foreign_page_is_not_of_this_machine(string? header, string? value, bool welcome)
    {
        await using var host = await StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        if (header is not null) socket.Options.SetRequestHeader(header, value);
        await socket.ConnectAsync(new Uri($"ws://localhost:{host.HttpPort}/mqtt"), CancellationToken.None);
        await socket.SendAsync(Wire.Connect("kettle-1"), WebSocketMessageType.Binary, true, CancellationToken.None);
        var reply = new byte[64];
        await socket.ReceiveAsync(reply, CancellationToken.None);

        Assert.Equal((0x20, welcome ? 0 : 0x87), (reply[0], reply[3]));
        Assert.Equal(welcome ? 0 : 1, host.Counted("connect", "plaintext-not-allowed"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_packet_within_the_limit_arrives_whole(bool webSocket)
    {
        await using var host = await StartAsync();
        var options = !webSocket ? host.Options("kettle-1") : new MqttClientOptionsBuilder().WithClientId("kettle-1").WithProtocolVersion(MqttProtocolVersion.V311)
            .WithWebSocketServer(w => w.WithUri($"wss://localhost:{host.Ports.WebSocketPort}/mqtt"))
            .WithTlsOptions(t => t.UseTls().WithClientCertificates([host.Authority.Client("kettle-1")]).WithCertificateValidationHandler(_ => true));
        using var client = await ConnectAsync(options.WithTimeout(TimeSpan.FromSeconds(20)));
        var payload = new byte[250_000];
        new Random(1).NextBytes(payload);

        var ack = await client.PublishBinaryAsync("devices/kettle-1/telemetry", payload, MqttQualityOfServiceLevel.AtLeastOnce);

        Assert.True(ack.IsSuccess);
        Assert.Equal(payload, host.TheConsumer.Taken.Single().Payload);
    }

    private static async Task<TcpClient> SilentAsync(BrokerHost host)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, host.Ports.TlsPort!.Value);
        return tcp;
    }

    private static async Task<string?> ServerThumbprintAsync(BrokerHost host)
    {
        using var tcp = await SilentAsync(host);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        using var seen = X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
        return seen.Thumbprint;
    }
}
