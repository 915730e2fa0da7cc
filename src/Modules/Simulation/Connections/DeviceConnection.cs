using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTConsole.Simulation.Connections;

internal enum Delivery
{
    /// <summary>Acknowledged: it is stored, and need not be kept.</summary>
    Acknowledged,

    /// <summary>Acknowledged with a reason that sending again cannot cure.</summary>
    Refused,

    /// <summary>Not acknowledged: keep it and send it again.</summary>
    Lost,
}

/// <summary>One device's line to a broker: mutual TLS, client id equal to its certificate's name, QoS 1.</summary>
internal sealed class DeviceConnection(string deviceId, BrokerTarget broker, X509Certificate2 certificate, bool version5 = true) : IAsyncDisposable
{
    private static readonly MqttClientFactory _factory = new();
    private readonly X509Certificate2Collection _own = [certificate];
    private IMqttClient? _client;
    private long _commands;

    public string DeviceId => deviceId;

    public bool IsConnected => _client?.IsConnected == true;

    /// <summary>Commands received on its own topic.</summary>
    public long Commands => Interlocked.Read(ref _commands);

    /// <summary>Why the last attempt failed, in the broker's or the network's words.</summary>
    public string? Trouble { get; private set; }

    /// <returns>False when there is no line; <see cref="Trouble"/> says why.</returns>
    public async Task<bool> TryConnectAsync(CancellationToken ct)
    {
        if (IsConnected) return true;
        try
        {
            _client?.Dispose();
            _client = _factory.CreateMqttClient();
            _client.ApplicationMessageReceivedAsync += HearAsync;
            var answer = await _client.ConnectAsync(Options(), ct);
            if (answer.ResultCode != MqttClientConnectResultCode.Success)
            {
                Trouble = $"{answer.ResultCode} {answer.ReasonString}".TrimEnd();
                return false;
            }

            await _client.SubscribeAsync(
                new MqttClientSubscribeOptions { TopicFilters = [new MqttTopicFilter { Topic = $"devices/{deviceId}/commands", QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }] }, ct);
            Trouble = null;
            return true;
        }
        catch (Exception fault)
        {
            // Whatever the network or the broker did, a device tries again later. The client calls being stopped a timeout.
            ct.ThrowIfCancellationRequested();
            Trouble = fault.InnerException?.Message ?? fault.Message;
            return false;
        }
    }

    public async Task<Delivery> PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool cbor, CancellationToken ct)
    {
        if (_client is not { IsConnected: true } client) return Delivery.Lost;
        try
        {
            var message = new MqttApplicationMessage
            {
                Topic = topic, Payload = new(payload), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                ContentType = version5 ? cbor ? "application/cbor" : "application/json" : null,
            };
            var answer = await client.PublishAsync(message, ct);
            if (answer.IsSuccess) return Delivery.Acknowledged;
            if (IsFinal(answer.ReasonCode)) return Delivery.Refused;
            Trouble = $"{answer.ReasonCode} {answer.ReasonString}".TrimEnd();
            return Delivery.Lost;
        }
        catch (Exception fault)
        {
            ct.ThrowIfCancellationRequested();
            Trouble = fault.Message;
            return Delivery.Lost;
        }
    }

    /// <param name="politely">False: the line just goes dead, as lines do.</param>
    public async Task DisconnectAsync(bool politely)
    {
        if (_client is not { } client) return;
        _client = null;
        try
        {
            if (politely && client.IsConnected) await client.DisconnectAsync(new MqttClientDisconnectOptions(), CancellationToken.None);
        }
        catch (Exception fault)
        {
            // It was on its way out.
            Trouble = fault.Message;
        }

        client.Dispose();
    }

    public async ValueTask DisposeAsync() => await DisconnectAsync(politely: true);

    // MQTT 5.0, 3.4.2.1: what the sender itself did wrong.
    private static bool IsFinal(MqttClientPublishReasonCode code) => code is MqttClientPublishReasonCode.NotAuthorized
        or MqttClientPublishReasonCode.TopicNameInvalid or MqttClientPublishReasonCode.PayloadFormatInvalid;

    private Task HearAsync(MqttApplicationMessageReceivedEventArgs heard)
    {
        Interlocked.Increment(ref _commands);
        return Task.CompletedTask;
    }

    private MqttClientOptions Options() => new MqttClientOptionsBuilder()
        .WithClientId(deviceId)
        .WithTcpServer(broker.Host, broker.Port)
        .WithProtocolVersion(version5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311)
        .WithCleanStart(false)
        .WithSessionExpiryInterval(version5 ? 3600u : 0u)
        .WithKeepAlivePeriod(TimeSpan.FromSeconds(60))
        .WithTimeout(TimeSpan.FromSeconds(30))
        .WithTlsOptions(tls => tls
            .WithTargetHost(broker.Host)
            .WithClientCertificates(_own)
            .WithRevocationMode(X509RevocationMode.NoCheck)
            .WithCertificateValidationHandler(seen => broker.Trusts(seen.Certificate, seen.Chain, seen.SslPolicyErrors)))
        .Build();
}
