using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Counting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using MQTTnet.Adapter;
using MQTTnet.AspNetCore;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>One client's connection as MQTTnet sees it, with what Kestrel knows about it.</summary>
internal sealed class BrokerChannel : IMqttChannelAdapter
{
    private readonly MqttConnectionContext _inner;
    private readonly ConnectionContext _connection;
    private readonly Refusals _refusals;
    private readonly PacketLimit _input;

    public BrokerChannel(MqttPacketFormatterAdapter formatter, ConnectionContext connection, int maxPacketBytes, Refusals refusals)
    {
        _connection = connection;
        _refusals = refusals;
        _input = new PacketLimit(connection.Transport.Input, maxPacketBytes);
        connection.Transport = new Limited(_input, connection.Transport.Output);
        _inner = new MqttConnectionContext(formatter, connection);
        _input.Oversize = RefuseAsync;
    }

    /// <summary>What the client sent besides its leaf certificate; kept by the TLS callback.</summary>
    public IReadOnlyList<X509Certificate2> Presented =>
        _connection.Items.TryGetValue(BrokerTls.PresentedKey, out var kept) && kept is IReadOnlyList<X509Certificate2> certificates ? certificates : [];

    public X509Certificate2? ClientCertificate => _inner.ClientCertificate ?? _connection.GetHttpContext()?.Connection.ClientCertificate;

    public bool IsSecureConnection => _inner.IsSecureConnection || _connection.GetHttpContext()?.Request.IsHttps == true;

    public EndPoint RemoteEndPoint => _inner.RemoteEndPoint ?? (_connection.GetHttpContext()?.Connection is { RemoteIpAddress: { } address } http
        ? new IPEndPoint(address, http.RemotePort)
        : new IPEndPoint(IPAddress.None, 0));

    public EndPoint LocalEndPoint => _inner.LocalEndPoint;

    public long BytesReceived => _inner.BytesReceived;

    public long BytesSent => _inner.BytesSent;

    public MqttPacketFormatterAdapter PacketFormatterAdapter => _inner.PacketFormatterAdapter;

    public Task ConnectAsync(CancellationToken cancellationToken) => _inner.ConnectAsync(cancellationToken);

    public Task DisconnectAsync(CancellationToken cancellationToken) => _inner.DisconnectAsync(cancellationToken);

    public Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken) => _inner.SendPacketAsync(packet, cancellationToken);

    public void ResetStatistics() => _inner.ResetStatistics();

    public Task<MqttPacket> ReceivePacketAsync(CancellationToken cancellationToken) => _inner.ReceivePacketAsync(cancellationToken);

    /// <summary>Known once the gate said yes; for counting what happens on this connection.</summary>
    public Guid? TenantId { get; set; }

    public void Dispose() => _inner.Dispose();

    private async Task RefuseAsync(OversizePacketException fault)
    {
        _refusals.Count("publish", "oversize-packet", TenantId, $"{RemoteEndPoint}: {fault.Message}");
        if (PacketFormatterAdapter.ProtocolVersion != MqttProtocolVersion.V500) return;
        await _inner.SendPacketAsync(new MqttDisconnectPacket { ReasonCode = MqttDisconnectReasonCode.PacketTooLarge }, CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await _input.DiscardAsync(fault.Bytes, patience.Token);
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // The client left or dawdles; it was told.
        }
    }

    private sealed class Limited(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
