using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Counting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Formatter;

namespace IoTConsole.Infrastructure.Tests.Broker;

/// <summary>The broker on Kestrel with free ports. Only what the modules bring (gate, consumer, certificate) is stood in for.</summary>
internal sealed class BrokerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BrokerHost(WebApplication app, TestAuthority authority, Gate gate, Consumer consumer) =>
        (_app, Authority, TheGate, TheConsumer) = (app, authority, gate, consumer);

    /// <summary>The console's own address, without TLS.</summary>
    public required int HttpPort { get; init; }

    public TestAuthority Authority { get; }

    public Gate TheGate { get; }

    public Consumer TheConsumer { get; }

    public IBrokerSessions Sessions => _app.Services.GetRequiredService<IBrokerSessions>();

    public Refusals Refusals => _app.Services.GetRequiredService<Refusals>();

    public BrokerAddresses Ports => _app.Services.GetRequiredService<BrokerAddresses>();

    /// <summary>How often something was refused at a border for a reason.</summary>
    public long Counted(string border, string reason) => Refusals.List(null).Where(r => r.Border == border && r.Reason == reason).Sum(r => r.Count);

    public bool IsDraining => Part<EmbeddedBroker>().IsDraining;

    public T Part<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task Until(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition()) await look.WaitForNextTickAsync(patience.Token);
    }

    public static async Task<BrokerHost> StartAsync(Action<BrokerSettings>? change = null, TimeProvider? clock = null)
    {
        var settings = new BrokerSettings { TlsPort = 0, WebSocketPort = 0, PlainPort = 0, Address = "127.0.0.1", DrainSeconds = 5 };
        change?.Invoke(settings);
        var (authority, gate, consumer) = (new TestAuthority(), new Gate(), new Consumer());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        ListenOptions? http = null;
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, options => http = options);
            kestrel.ListenForClients(settings);
        });
        builder.Services.AddSingleton(clock ?? TimeProvider.System).AddSingleton<Refusals>().AddSingleton(settings).AddBroker()
            .AddSingleton<IBrokerCertificate>(authority).AddSingleton<IConnectGate>(gate).AddSingleton<ISubscribeGate>(gate)
            .AddSingleton<IPublishConsumer>(consumer);
        var app = builder.Build();
        app.UseWebSockets();
        app.MapBrokerWebSocket();
        await app.StartAsync();
        return new BrokerHost(app, authority, gate, consumer) { HttpPort = ((IPEndPoint)http!.EndPoint).Port };
    }

    public MqttClientOptionsBuilder Options(string clientId, MqttProtocolVersion version = MqttProtocolVersion.V500, X509Certificate2? certificate = null) =>
        new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", Ports.TlsPort).WithClientId(clientId).WithProtocolVersion(version).WithCleanStart()
            .WithTlsOptions(tls => tls.UseTls().WithTargetHost("localhost").WithTrustChain(Authority.Roots).WithRevocationMode(X509RevocationMode.NoCheck)
                .WithClientCertificates([certificate ?? Authority.Client(clientId)]));

    public static async Task<IMqttClient> ConnectAsync(MqttClientOptionsBuilder options)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(options.Build());
        return client;
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        TheConsumer.Hold?.TrySetResult();
        TheConsumer.Door?.TrySetResult();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    internal sealed class Identity(string clientId, Guid tenantId) : ConnectionIdentity
    {
        public override string ClientId => clientId;

        public override Guid TenantId => tenantId;
    }

    internal sealed class Gate : IConnectGate, ISubscribeGate
    {
        public Guid Tenant { get; } = Guid.CreateVersion7();

        public ConcurrentQueue<ConnectAttempt> Attempts { get; } = new();

        public Func<ConnectAttempt, ConnectVerdict?> Judge { get; set; } = _ => null;

        public Task<ConnectVerdict> AdmitAsync(ConnectAttempt attempt, CancellationToken ct)
        {
            Attempts.Enqueue(attempt);
            return Task.FromResult(Judge(attempt) ?? ConnectVerdict.Accept(new Identity(attempt.ClientId, Tenant)));
        }

        public bool Allows(ConnectionIdentity identity, string topicFilter) => topicFilter == $"devices/{identity.ClientId}/commands";
    }

    internal sealed class Consumer : IPublishConsumer
    {
        public ConcurrentQueue<(string ClientId, string Topic, byte[] Payload)> Taken { get; } = new();

        public IEnumerable<string> Texts => Taken.Select(t => Encoding.UTF8.GetString(t.Payload));

        public Func<IncomingPublish, PublishVerdict> Judge { get; set; } = _ => PublishVerdict.Accepted;

        public TaskCompletionSource? Hold { get; set; }

        /// <summary>Closed: a publish does not get its place.</summary>
        public TaskCompletionSource? Door { get; set; }

        /// <summary>In the order they were given.</summary>
        public ConcurrentQueue<string> Begun { get; } = new();

        public async ValueTask<Task<PublishVerdict>> TakeAsync(IncomingPublish publish, CancellationToken ct)
        {
            Begun.Enqueue(Encoding.UTF8.GetString(publish.Payload));
            if (Door is { } door) await door.Task;
            return DecideAsync(publish);
        }

        private async Task<PublishVerdict> DecideAsync(IncomingPublish publish)
        {
            var payload = publish.Payload.ToArray();
            if (Hold is { } hold) await hold.Task;
            var verdict = Judge(publish);
            Taken.Enqueue((publish.Identity.ClientId, publish.Topic, payload));
            return verdict;
        }
    }
}

/// <summary>Root, intermediate, server leaf and client certificates, made for one test.</summary>
internal sealed class TestAuthority : IBrokerCertificate
{
    private static readonly DateTimeOffset _from = TimeProvider.System.GetUtcNow().AddDays(-1);
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;

    public TestAuthority()
    {
        _root = Make("CN=Test root", null, authority: true);
        _intermediate = Make("CN=Test intermediate", _root, authority: true);
        Leaf = Make("CN=localhost", _intermediate, authority: false, server: true);
    }

    public X509Certificate2? Leaf { get; set; }

    public X509Certificate2 Another() => Make("CN=localhost", _intermediate, authority: false, server: true);

    /// <summary>A client's certificate that is sent together with its issuer.</summary>
    public SslStreamCertificateContext ClientChain(string name) => SslStreamCertificateContext.Create(Client(name), Intermediates, offline: true);

    public X509Certificate2Collection Intermediates => [X509CertificateLoader.LoadCertificate(_intermediate.RawData)];

    public X509Certificate2Collection Roots => [X509CertificateLoader.LoadCertificate(_root.RawData)];

    public X509Certificate2 Client(string name) => Make($"CN={name}", _intermediate, authority: false);

    private static X509Certificate2 Make(string name, X509Certificate2? issuer, bool authority, bool server = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
        if (!authority)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(server ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            request.CertificateExtensions.Add(names.Build());
        }

        using var made = issuer is null
            ? request.CreateSelfSigned(_from, _from.AddDays(30))
            : request.Create(issuer, _from, _from.AddDays(20), Guid.CreateVersion7().ToByteArray());
        using var whole = made.HasPrivateKey ? null : made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12((whole ?? made).Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
