using System.Collections.Concurrent;
using System.Formats.Cbor;
using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IoTConsole.Simulation.Tests;

/// <summary>One entry as a broker got it. The values are in the order of their names.</summary>
internal sealed record Heard(string Client, string Topic, string? Device, long At, long? Sequence, string Values);

/// <summary>A broker outside the product: mutual TLS, and it remembers everything it acknowledged.</summary>
internal sealed class StubBroker : IAsyncDisposable
{
    private readonly X509Certificate2 _certificate = SelfMade("localhost");
    private readonly MqttServerFactory _factory = new();
    private MqttServer? _server;
    private int _untilHangUp = int.MaxValue;

    public int Port { get; } = FreePort();

    public string RootPem => _certificate.ExportCertificatePem();

    public ConcurrentQueue<Heard> Heard { get; } = [];

    public ConcurrentDictionary<string, X509Certificate2> Presented { get; } = [];

    /// <summary>Answered to every publish; success unless set.</summary>
    public MqttPubAckReasonCode Answer { get; set; } = MqttPubAckReasonCode.Success;

    /// <summary>Hangs up in the middle of every so-manieth publish, without acknowledging it.</summary>
    public int HangUpEvery { get; set; } = int.MaxValue;

    public async Task StartAsync()
    {
        _untilHangUp = HangUpEvery;
        var options = new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint().WithEncryptedEndpoint().WithEncryptedEndpointBoundIPAddress(IPAddress.Loopback).WithEncryptedEndpointPort(Port)
            .WithEncryptionCertificate(X509CertificateLoader.LoadPkcs12(_certificate.Export(X509ContentType.Pkcs12), null))
            .WithRemoteCertificateValidationCallback((_, certificate, _, _) => certificate is not null)
            .Build();
        options.TlsEndpointOptions.ClientCertificateRequired = true;
        _server = _factory.CreateMqttServer(options);
        _server.ValidatingConnectionAsync += connection =>
        {
            Presented[connection.ClientId] = connection.ClientCertificate;
            if (connection.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, false) != connection.ClientId) connection.ReasonCode = MqttConnectReasonCode.NotAuthorized;
            return Task.CompletedTask;
        };
        _server.InterceptingPublishAsync += publish =>
        {
            publish.ProcessPublish = false;
            if (Interlocked.Decrement(ref _untilHangUp) <= 0)
            {
                _untilHangUp = HangUpEvery;
                publish.CloseConnection = true;
                publish.Response.ReasonCode = MqttPubAckReasonCode.UnspecifiedError;
                return Task.CompletedTask;
            }

            publish.Response.ReasonCode = Answer;
            if (Answer == MqttPubAckReasonCode.Success) Remember(publish.ClientId, publish.ApplicationMessage);
            return Task.CompletedTask;
        };
        await _server.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_server is null) return;
        await _server.StopAsync(new MqttServerStopOptions());
        _server.Dispose();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _certificate.Dispose();
    }

    public static IEnumerable<Heard> Read(string client, string topic, byte[] payload)
    {
        if (payload[0] < 0x80)
        {
            using var json = JsonDocument.Parse(payload);
            return json.RootElement.EnumerateArray().Select(e => new Heard(
                client, topic, e.TryGetProperty("device", out var device) ? device.GetString() : null, e.GetProperty("ts").GetInt64(),
                e.TryGetProperty("seq", out var sequence) ? sequence.GetInt64() : null,
                string.Join(' ', e.GetProperty("values").EnumerateObject().Select(v => $"{v.Name}={v.Value}").Order(StringComparer.Ordinal)))).ToList();
        }

        var reader = new CborReader(payload);
        reader.ReadStartArray();
        var heard = new List<Heard>();
        while (reader.PeekState() != CborReaderState.EndArray) heard.Add(Entry(reader, client, topic));
        return heard;
    }

    private void Remember(string client, MqttApplicationMessage message)
    {
        foreach (var entry in Read(client, message.Topic, message.Payload.ToArray())) Heard.Enqueue(entry);
    }

    private static Heard Entry(CborReader reader, string client, string topic)
    {
        var heard = new Heard(client, topic, null, 0, null, "");
        for (var fields = reader.ReadStartMap(); fields > 0; fields--)
        {
            switch (reader.ReadTextString())
            {
                case "device": heard = heard with { Device = reader.ReadTextString() }; break;
                case "ts": heard = heard with { At = reader.ReadInt64() }; break;
                case "seq": heard = heard with { Sequence = reader.ReadInt64() }; break;
                default:
                    var values = new List<string>();
                    for (var count = reader.ReadStartMap(); count > 0; count--) values.Add($"{reader.ReadTextString()}={reader.ReadDouble()}");
                    reader.ReadEndMap();
                    heard = heard with { Values = string.Join(' ', values.Order(StringComparer.Ordinal)) };
                    break;
            }
        }

        reader.ReadEndMap();
        return heard;
    }

    private static X509Certificate2 SelfMade(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
