using IoTConsole.Infrastructure.Counting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Server;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>Hands Kestrel's connections (TCP, TLS and WebSocket alike) to MQTTnet.</summary>
internal sealed class BrokerConnections(BrokerSettings settings, Refusals refusals) : ConnectionHandler, IMqttServerAdapter
{
    private MqttServerOptions? _options;
    private int _open;

    public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

    public int Open => Volatile.Read(ref _open);

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        HandshakeGate.Leave(connection);
        if (_options is not { } options || ClientHandler is not { } serve)
        {
            connection.Abort(new ConnectionAbortedException("The broker is not running."));
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _open) > settings.MaxConnections)
            {
                refusals.Count("connect", "too-many-connections", null);
                return;
            }

            // A WebSocket carries packets as binary frames.
            if (connection.Features.Get<ITransferFormatFeature>() is { } format) format.ActiveFormat = TransferFormat.Binary;
            var writer = new MqttBufferWriter(options.WriterBufferSize, options.WriterBufferSizeMax);
            using var channel = new BrokerChannel(new MqttPacketFormatterAdapter(writer), connection, settings.MaxPacketBytes, refusals);
            await serve(channel);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
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
}
