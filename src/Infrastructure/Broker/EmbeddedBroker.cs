using System.Collections.Concurrent;
using System.Net;
using IoTConsole.Infrastructure.Counting;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// MQTTnet with its events wired to the gate and the consumer. Nothing is ever routed by topic: MQTTnet would ask every
/// subscribing session about every publish.
/// </summary>
internal sealed class EmbeddedBroker : IBrokerSessions, IDisposable
{
    private readonly BrokerSettings _settings;
    private readonly IConnectGate _gate;
    private readonly ISubscribeGate _subscriptions;
    private readonly Refusals _refusals;
    private readonly TimeProvider _clock;
    private readonly ILogger<EmbeddedBroker> _log;
    private readonly ConcurrentDictionary<string, LiveSession> _live = new(StringComparer.Ordinal);
    private readonly MqttServer _server;
    private int _count;

    public EmbeddedBroker(
        BrokerSettings settings, BrokerConnections connections, IConnectGate gate, ISubscribeGate subscriptions, TakePublishes publishes,
        Refusals refusals, TimeProvider clock, ILogger<EmbeddedBroker> log)
    {
        (_settings, _gate, _subscriptions, _refusals, _clock, _log) = (settings, gate, subscriptions, refusals, clock, log);
        var options = new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithPersistentSessions()
            .WithMaxPendingMessagesPerClient(settings.QueuedCommands)
            .WithPendingMessagesOverflowStrategy(MqttPendingMessagesOverflowStrategy.DropOldestQueuedMessage)
            .WithDefaultCommunicationTimeout(TimeSpan.FromSeconds(settings.ConnectSeconds))
            .Build();
        options.WriterBufferSize = 512;
        options.KeepAliveOptions.MonitorInterval = TimeSpan.FromSeconds(5);
        _server = new MqttServer(options, [connections], MqttNetNullLogger.Instance);
        _server.ValidatingConnectionAsync += AdmitAsync;
        _server.ClientConnectedAsync += OnConnectedAsync;
        _server.ClientDisconnectedAsync += OnDisconnectedAsync;
        _server.InterceptingSubscriptionAsync += OnSubscribeAsync;
        _server.InterceptingPublishAsync += publish => publishes.TakeAsync(publish, _live.GetValueOrDefault(publish.ClientId));
    }

    public event Action<ConnectionIdentity, bool>? ConnectionChanged;

    public int Count => Volatile.Read(ref _count);

    public bool IsRunning => _server.IsStarted;

    public Task StartAsync() => _server.StartAsync();

    public void RefuseNewcomers() => _server.AcceptNewConnections = false;

    public Task StopAsync() => _server.IsStarted
        ? _server.StopAsync(new MqttServerStopOptions
        {
            DefaultClientDisconnectOptions = new() { ReasonCode = MqttDisconnectReasonCode.ServerShuttingDown },
        })
        : Task.CompletedTask;

    public int CountFor(Guid tenantId) => _live.Values.Count(s => s.Connected && s.Identity.TenantId == tenantId);

    public bool IsConnected(string clientId) => _live.TryGetValue(clientId, out var session) && session.Connected;

    public IReadOnlyList<BrokerSession> List(Guid? tenantId, int limit) => _live.Values
        .Where(s => s.Connected && (tenantId is null || s.Identity.TenantId == tenantId))
        .Select(s => s.Show()).OrderByDescending(s => s.ConnectedAt).Take(limit).ToList();

    public async Task<bool> SendAsync(string clientId, string topic, ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        if (!IsConnected(clientId) || await FindSessionAsync(clientId) is not { } session) return false;
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(topic).WithPayload(payload.ToArray()).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        return session.TryEnqueueApplicationMessage(message, out _);
    }

    public async Task DropAsync(string clientId, string reason, CancellationToken ct)
    {
        _log.LogInformation("Client {ClientId} is dropped: {Reason}", clientId, reason);
        if (IsConnected(clientId))
        {
            await _server.DisconnectClientAsync(clientId, new MqttServerClientDisconnectOptions
            {
                ReasonCode = MqttDisconnectReasonCode.AdministrativeAction, ReasonString = reason,
            }).WaitAsync(ct);
        }

        if (await FindSessionAsync(clientId) is { } session) await session.DeleteAsync();
    }

    /// <summary>MQTTnet looks at a session's expiry only when the same client returns; this forgets those that do not.</summary>
    public async Task<int> ForgetAbsentAsync()
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        var absent = (await _server.GetSessionsAsync()).Where(s => s.DisconnectedTimestamp is { } left
            && now - left > TimeSpan.FromMinutes(Math.Min(_settings.SessionMinutes, s.ExpiryInterval is > 0 and < uint.MaxValue ? s.ExpiryInterval / 60.0 : double.MaxValue))).ToList();
        foreach (var session in absent) await session.DeleteAsync();
        return absent.Count;
    }

    public void Dispose() => _server.Dispose();

    private async Task<MqttSessionStatus?> FindSessionAsync(string clientId)
    {
        try
        {
            return await _server.GetSessionAsync(clientId);
        }
        catch (InvalidOperationException)
        {
            // MQTTnet's way of saying that it knows no such session.
            return null;
        }
    }

    /// <summary>Before a session is taken over: whoever is refused here evicts nobody.</summary>
    private async Task AdmitAsync(ValidatingConnectionEventArgs connect)
    {
        var channel = connect.ChannelAdapter as BrokerChannel;
        var attempt = new ConnectAttempt(
            connect.ClientId ?? "", connect.UserName, connect.RawPassword, connect.ClientCertificate, channel?.Presented ?? [],
            connect.IsSecureConnection, connect.RemoteEndPoint?.ToString() ?? "");
        var verdict = await JudgeAsync(attempt, connect.CancellationToken);
        if (verdict.Identity is not { } identity)
        {
            connect.ReasonCode = (MqttConnectReasonCode)(byte)verdict.Refusal!.Value;
            connect.ReasonString = verdict.Reason;
            _refusals.Count("connect", verdict.Reason!, null, $"{attempt.ClientId} from {attempt.RemoteAddress}: {verdict.Detail}");
            return;
        }

        if (channel is not null) channel.TenantId = identity.TenantId;
        var protocol = connect.ProtocolVersion == MQTTnet.Formatter.MqttProtocolVersion.V500 ? "MQTT 5" : "MQTT 3.1.1";
        _live[identity.ClientId] = new LiveSession(identity, attempt.RemoteAddress, protocol, attempt.Secure, _clock.GetUtcNow());
    }

    private async Task<ConnectVerdict> JudgeAsync(ConnectAttempt attempt, CancellationToken ct)
    {
        // The console's own address may be plain HTTP behind a proxy; only the development port lets clients in without TLS.
        if (!attempt.Secure && (_settings.PlainPort is null || !IsLoopback(attempt.RemoteAddress)))
            return ConnectVerdict.Refuse(ConnectRefusal.NotAuthorized, "plaintext-not-allowed", "MQTT without TLS is switched off.");
        try
        {
            return await _gate.AdmitAsync(attempt, ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // An unjudged client stays outside; it will try again.
            _log.LogError(fault, "The gate failed for {ClientId}", attempt.ClientId);
            return ConnectVerdict.Refuse(ConnectRefusal.ServerBusy, "gate-failed", fault.Message);
        }
    }

    private static bool IsLoopback(string address) => IPEndPoint.TryParse(address, out var end) && IPAddress.IsLoopback(end.Address);

    private Task OnConnectedAsync(ClientConnectedEventArgs client)
    {
        if (_live.TryGetValue(client.ClientId, out var session) && !session.Connected)
        {
            session.Connected = true;
            Interlocked.Increment(ref _count);
            BrokerMetrics.Connections.Add(1);
            ConnectionChanged?.Invoke(session.Identity, true);
        }

        return Task.CompletedTask;
    }

    private Task OnDisconnectedAsync(ClientDisconnectedEventArgs client)
    {
        Interlocked.Decrement(ref _count);
        BrokerMetrics.Connections.Add(-1);

        // After a takeover the entry is the newcomer's; only the connection that left may end it.
        if (_live.TryGetValue(client.ClientId, out var session) && session.RemoteAddress == client.RemoteEndPoint?.ToString())
        {
            _live.TryRemove(new(client.ClientId, session));
            session.Connected = false;
            ConnectionChanged?.Invoke(session.Identity, false);
        }

        return Task.CompletedTask;
    }

    private Task OnSubscribeAsync(InterceptingSubscriptionEventArgs subscribe)
    {
        if (_live.TryGetValue(subscribe.ClientId, out var session) && _subscriptions.Allows(session.Identity, subscribe.TopicFilter.Topic)) return Task.CompletedTask;
        subscribe.ProcessSubscription = false;
        subscribe.Response.ReasonCode = session?.IsVersion5 == true ? MqttSubscribeReasonCode.NotAuthorized : MqttSubscribeReasonCode.UnspecifiedError;
        _refusals.Count("subscribe", "topic-not-allowed", session?.Identity.TenantId, $"{subscribe.ClientId}: {subscribe.TopicFilter.Topic}");
        return Task.CompletedTask;
    }
}
