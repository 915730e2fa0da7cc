using IoTConsole.Infrastructure.Counting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Server;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>Hands Kestrel's connections (TCP, TLS and WebSocket alike) to MQTTnet.</summary>
internal sealed class BrokerConnections(BrokerSettings settings, TakePublishes publishes, Refusals refusals, TimeProvider clock) : ConnectionHandler, IMqttServerAdapter
{
    private MqttServerOptions? _options;
    private int _webSockets;
    private int _owed;
    private volatile bool _draining;

    public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

    /// <summary>Told just before a client hears that it is accepted.</summary>
    public Action<LiveSession>? Joined { get; set; }

    public Action<LiveSession>? Left { get; set; }

    /// <summary>Publishes that were read and are not answered yet, or, of quality 0, not stored.</summary>
    public int Owed => Volatile.Read(ref _owed);

    public bool IsDraining => _draining;

    public void Owe(int publishes) => Interlocked.Add(ref _owed, publishes);

    /// <summary>Nothing more is read from anybody; what was read is finished.</summary>
    public void StopReading() => _draining = true;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        HandshakeGate.Leave(connection);
        if (_options is not { } options || ClientHandler is not { } serve || _draining)
        {
            connection.Abort(new ConnectionAbortedException("The broker is not running."));
            return;
        }

        // Only a WebSocket on the console's own address has not been counted yet.
        if (HandshakeGate.HasCounted(connection))
        {
            await ServeAsync(connection, options, serve);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _webSockets) > settings.MaxConnections) refusals.Count("connect", "too-many-connections", null);
            else await ServeAsync(connection, options, serve);
        }
        finally
        {
            Interlocked.Decrement(ref _webSockets);
        }
    }

    public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger)
    {
        _options = options;
        return Task.CompletedTask;
    }

    public Task StopAsync()
    {
        _options = null;
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // Kestrel owns the connections.
    }

    private async Task ServeAsync(ConnectionContext connection, MqttServerOptions options, Func<IMqttChannelAdapter, Task> serve)
    {
        // A WebSocket carries packets as binary frames.
        if (connection.Features.Get<ITransferFormatFeature>() is { } format) format.ActiveFormat = TransferFormat.Binary;
        var writer = new MqttBufferWriter(options.WriterBufferSize, options.WriterBufferSizeMax);
        using var channel = new BrokerChannel(new MqttPacketFormatterAdapter(writer), connection, this, settings, publishes, refusals, clock);
        try
        {
            await serve(channel);
        }
        finally
        {
            if (channel.Session is { } session) Left?.Invoke(session);
            else if (!channel.HasSpoken && !_draining) refusals.Count("connect", "no-connect-packet", null, $"{channel.RemoteEndPoint}");
        }
    }
}
