using System.Security.Cryptography.X509Certificates;
using IoTConsole.Web.Tests.Running;
using MQTTnet;
using MQTTnet.Protocol;

namespace IoTConsole.Web.Tests.Devices;

/// <summary>MQTT over WebSocket as the README promises it: on a port of its own, with the certificates of the other one.</summary>
public class WebSocketTests(FieldFixture fixture) : IClassFixture<FieldFixture>
{
    [Theory]
    [InlineData(MQTTnet.Formatter.MqttProtocolVersion.V500)]
    [InlineData(MQTTnet.Formatter.MqttProtocolVersion.V311)]
    public async Task A_registered_device_publishes_through_a_web_socket_and_is_acknowledged_and_read_back(MQTTnet.Formatter.MqttProtocolVersion version)
    {
        var deviceId = $"web-{version}";
        var id = await fixture.Field.RegisterAsync(deviceId);
        var ts = TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds();
        using var client = new MqttClientFactory().CreateMqttClient();

        var connected = await client.ConnectAsync(Options(deviceId, version, fixture.Field.CertificateOf(deviceId)));
        var answer = await client.PublishStringAsync($"devices/{deviceId}/telemetry", Field.Payload(ts, 19.5), MqttQualityOfServiceLevel.AtLeastOnce);

        Assert.Equal(MqttClientConnectResultCode.Success, connected.ResultCode);
        Assert.True(answer.IsSuccess, answer.ReasonString);
        Assert.Equal([(ts, 19.5)], await fixture.Field.ReadingsAsync(id, "temperature"));
    }

    [Fact]
    public async Task Without_its_certificate_nobody_comes_in_there_and_the_consoles_own_address_stays_closed()
    {
        await fixture.Field.RegisterAsync("web-none");
        using var client = new MqttClientFactory().CreateMqttClient();
        var refused = await fixture.Field.RefusedAsync("connect", "no-certificate");

        var answer = await client.ConnectAsync(Options("web-none", MQTTnet.Formatter.MqttProtocolVersion.V500, null));

        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, answer.ResultCode);
        await fixture.Field.CountedAsync("connect", "no-certificate", refused + 1);
        using var plain = new MqttClientFactory().CreateMqttClient();
        var unsecured = await plain.ConnectAsync(new MqttClientOptionsBuilder().WithClientId("web-none")
            .WithWebSocketServer(w => w.WithUri($"ws://127.0.0.1:{fixture.Console.HttpPort}/mqtt")).Build());
        Assert.NotEqual(MqttClientConnectResultCode.Success, unsecured.ResultCode);
    }

    private MqttClientOptions Options(string deviceId, MQTTnet.Formatter.MqttProtocolVersion version, X509Certificate2? certificate) => new MqttClientOptionsBuilder()
        .WithClientId(deviceId).WithProtocolVersion(version).WithTimeout(TimeSpan.FromSeconds(20))
        .WithWebSocketServer(w => w.WithUri($"wss://127.0.0.1:{fixture.Console.WebSocketPort}/mqtt"))
        .WithTlsOptions(tls => tls.UseTls().WithCertificateValidationHandler(_ => true).WithClientCertificates(certificate is null ? [] : new X509Certificate2Collection(certificate)))
        .Build();
}
