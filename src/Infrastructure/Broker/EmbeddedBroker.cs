using IoTConsole.Infrastructure.Counting;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// MQTTnet with its events wired to the gates and the consumer. Nothing is ever routed by topic: MQTTnet would ask every
/// subscribing session about every publish.
/// </summary>
internal sealed class EmbeddedBroker : IBrokerSessions, IDisposable
{
    /// <summary>How long a goodbye may take to a client that does not read, before its connection is cut.</summary>
    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(2);

    private readonly BrokerSettings _settings;
    private readonly BrokerConnections _connections;
    private readonly ConnectedClients _clients;
    private readonly ISubscribeGate _subscriptions;
    private readonly Refusals _refusals;
    private readonly TimeProvider _clock;
    private readonly ILogger<EmbeddedBroker> _log;
    private readonly MqttServer _server;

    public EmbeddedBroker(
        BrokerSettings settings, BrokerConnections connections, ConnectedClients clients, AdmitClients admit, ISubscribeGate subscriptions, TakePublishes publishes,
        Refusals refusals, TimeProvider clock, ILogger<EmbeddedBroker> log)
    {
        (_settings, _connections, _clients, _subscriptions, _refusals, _clock, _log) = (settings, connections, clients, subscriptions, refusals, clock, log);
        var options = new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithPersistentSessions()
            .WithMaxPendingMessagesPerClient(settings.QueuedCommands)
            .WithPendingMessagesOverflowStrategy(MqttPendingMessagesOverflowStrategy.DropNewMessage)
            .WithDefaultCommunicationTimeout(TimeSpan.FromSeconds(settings.ConnectSeconds))
            .Build();
        options.WriterBufferSize = 512;
        options.KeepAliveOptions.MonitorInterval = TimeSpan.FromMinutes(10); // the interval is ours to watch
        _server = new MqttServer(options, [connections], MqttNetNullLogger.Instance);
        _server.ValidatingConnectionAsync += admit.AdmitAsync;
        _server.ClientConnectedAsync += OnConnectedAsync;
        _server.InterceptingSubscriptionAsync += OnSubscribeAsync;
        _server.InterceptingPublishAsync += will => TakeWillAsync(publishes, will);
        connections.Joined = OnJoined;
        connections.Left = clients.Leave;
    }

    public event Action<ConnectionIdentity, bool>? ConnectionChanged
    {
        add => _clients.Changed += value;
        remove => _clients.Changed -= value;
    }

    public int Count => _clients.Count;

    public bool IsRunning => _server.IsStarted;

    public bool IsDraining => _connections.IsDraining;

    public Task StartAsync() => _server.StartAsync();

    public void RefuseNewcomers() => _server.AcceptNewConnections = false;

    /// <summary>Says goodbye to everybody; whoever does not listen is cut off.</summary>
    public async Task StopAsync()
    {
        if (!_server.IsStarted) return;
        var stop = _server.StopAsync(new MqttServerStopOptions
        {
            DefaultClientDisconnectOptions = new() { ReasonCode = MqttDisconnectReasonCode.ServerShuttingDown },
        });
        if (await Task.WhenAny(stop, Task.Delay(_goodbye + TimeSpan.FromMilliseconds(_clients.Count), _clock)) != stop)
        {
            foreach (var session in _clients.Connected) session.Channel?.Abort();
        }

        await stop;
    }

    public int CountFor(Guid tenantId) => _clients.Connected.Count(s => s.Identity.TenantId == tenantId);

    public bool IsConnected(string clientId) => _clients.Find(clientId) is { Connected: true };

    public IReadOnlyList<BrokerSession> List(Guid? tenantId, int limit) => _clients.Connected
        .Where(s => tenantId is null || s.Identity.TenantId == tenantId)
        .Select(s => s.Show()).OrderByDescending(s => s.ConnectedAt).Take(limit).ToList();

    public async Task<bool> SendAsync(string clientId, string topic, ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        if (_clients.Find(clientId) is not { Connected: true, Dropped: false } session || await FindSessionAsync(clientId) is not { } state) return false;
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(topic).WithPayload(payload.ToArray()).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        var waiting = state.PendingApplicationMessagesCount + (session.Channel?.Unanswered ?? 0);

        // A publish is its header, topic, number, payload and, in version 5, no more than two bytes beside them.
        if (payload.Length + topic.Length + 11 > session.Channel?.MaximumPacketSize)
        {
            _refusals.Count("command", "larger-than-the-client-takes", session.Identity.TenantId, clientId);
            return false;
        }

        if (waiting < Math.Min(_settings.QueuedCommands, session.Channel?.ReceiveMaximum ?? 0) && state.TryEnqueueApplicationMessage(message, out _)) return true;
        _refusals.Count("command", "queue-full", session.Identity.TenantId, clientId);
        return false;
    }

    public async Task DropAsync(string clientId, string reason, CancellationToken ct)
    {
        _log.LogInformation("Client {ClientId} is dropped: {Reason}", clientId, reason);
        var session = _clients.Drop(clientId);
        try
        {
            await _server.DisconnectClientAsync(clientId, new MqttServerClientDisconnectOptions
            {
                ReasonCode = MqttDisconnectReasonCode.AdministrativeAction, ReasonString = reason,
            }).WaitAsync(_goodbye, _clock, ct);
        }
        catch (InvalidOperationException)
        {
            // MQTTnet's way of saying that it knows no such client.
        }
        catch (TimeoutException)
        {
            session?.Channel?.Abort();
        }

        if (await FindSessionAsync(clientId) is { } state) await state.DeleteAsync();
    }

    /// <summary>MQTTnet looks at a session's expiry only when the same client returns; this forgets those that do not.</summary>
    public async Task<int> ForgetAbsentAsync()
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        var forgotten = 0;
        foreach (var session in await _server.GetSessionsAsync())
        {
            if (IsConnected(session.Id)) continue;
            var keep = TimeSpan.FromMinutes(_settings.SessionMinutes);
            if (session.ExpiryInterval > 0 && session.ExpiryInterval < keep.TotalSeconds) keep = TimeSpan.FromSeconds(session.ExpiryInterval);
            if (now - (session.DisconnectedTimestamp ?? session.CreatedTimestamp) <= keep) continue;
            await session.DeleteAsync();
            forgotten++;
        }

        return forgotten;
    }

    /// <summary>Lets clients go that were not heard of for one and a half of their keep-alive interval (OASIS MQTT 5.0, 3.1.2.10).</summary>
    public void LetSilentGo()
    {
        foreach (var session in _clients.Connected)
            if (session.Channel is { IsSilent: true } channel) _ = channel.EndAsync(MqttDisconnectReasonCode.KeepAliveTimeout);
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

    /// <summary>A client that returns in the time it asked for has not died: its will is not published (OASIS MQTT 5.0, 3.1.3.2.2).</summary>
    private async Task TakeWillAsync(TakePublishes publishes, InterceptingPublishEventArgs will)
    {
        will.ProcessPublish = false;
        var session = _clients.Find(will.ClientId);
        if (session?.Channel is { } channel && channel.WillDelay > TimeSpan.Zero && !session.Dropped)
        {
            await Task.Delay(channel.WillDelay, _clock);
            if (IsConnected(will.ClientId)) return;
        }

        await publishes.TakeWillAsync(will, session);
    }

    private void OnJoined(LiveSession session)
    {
        if (session.Dropped) session.Channel?.Abort();
        _clients.Join(session);
    }

    /// <summary>Before anything is read from the client: what its earlier connections left behind.</summary>
    private Task OnConnectedAsync(ClientConnectedEventArgs client)
    {
        if (_clients.Find(client.ClientId) is { } session && session.RemoteAddress == client.RemoteEndPoint?.ToString()) session.Once = TakenOnce.Of(client.SessionItems);
        return Task.CompletedTask;
    }

    private Task OnSubscribeAsync(InterceptingSubscriptionEventArgs subscribe)
    {
        var session = _clients.Find(subscribe.ClientId);
        if (session is not null && _subscriptions.Allows(session.Identity, subscribe.TopicFilter.Topic)) return Task.CompletedTask;
        subscribe.ProcessSubscription = false;
        subscribe.Response.ReasonCode = session?.IsVersion5 == true ? MqttSubscribeReasonCode.NotAuthorized : MqttSubscribeReasonCode.UnspecifiedError;
        _refusals.Count("subscribe", "topic-not-allowed", session?.Identity.TenantId, $"{subscribe.ClientId}: {subscribe.TopicFilter.Topic}");
        return Task.CompletedTask;
    }
}
