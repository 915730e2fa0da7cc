using System.Security.Cryptography.X509Certificates;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTConsole.Web.Tests.Running;

/// <summary>A device of our own making, which keeps its connection and knows what was acknowledged.</summary>
internal sealed class MqttDevice : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly MqttClientOptions _options;

    public MqttDevice(int port, string clientId, X509Certificate2? certificate, MqttProtocolVersion version = MqttProtocolVersion.V500)
    {
        ClientId = clientId;
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId(clientId).WithProtocolVersion(version)
            .WithCleanSession().WithTimeout(TimeSpan.FromSeconds(20))
            // The server's name is checked by the tests of its certificate, not by every device of every test.
            .WithTlsOptions(tls => tls.UseTls().WithCertificateValidationHandler(_ => true)
                .WithClientCertificates(certificate is null ? [] : new X509Certificate2Collection(certificate)));
        _options = options.Build();
        _client.ApplicationMessageReceivedAsync += message =>
        {
            Received.Enqueue((message.ApplicationMessage.Topic, Encoding.UTF8.GetString(message.ApplicationMessage.Payload)));
            return Task.CompletedTask;
        };
    }

    public string ClientId { get; }

    public bool IsConnected => _client.IsConnected;

    public System.Collections.Concurrent.ConcurrentQueue<(string Topic, string Payload)> Received { get; } = new();

    public static X509Certificate2 Certificate(string certificatePem, string keyPem)
    {
        using var pem = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        // Key material that was only ever in memory is not accepted by TLS on every platform.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    /// <returns>The reason code of the CONNACK; a refusal is an answer, not an exception.</returns>
    public async Task<MqttClientConnectResultCode> ConnectAsync() => (await _client.ConnectAsync(_options)).ResultCode;

    /// <returns>The reason code of the PUBACK at QoS 1.</returns>
    public async Task<MqttClientPublishReasonCode> PublishAsync(string payload, string? topic = null, CancellationToken ct = default) =>
        (await _client.PublishAsync(
            new MqttApplicationMessageBuilder().WithTopic(topic ?? $"devices/{ClientId}/telemetry").WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(),
            ct)).ReasonCode;

    public async Task<MqttClientSubscribeResultCode> SubscribeAsync(string topic) =>
        (await _client.SubscribeAsync(new MqttTopicFilter { Topic = topic, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce })).Items.Single().ResultCode;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_client.IsConnected) await _client.DisconnectAsync();
        }
        catch (Exception gone) when (gone is MQTTnet.Exceptions.MqttCommunicationException or OperationCanceledException)
        {
            // The other side was killed before; that is what the test is about.
        }

        _client.Dispose();
    }
}
