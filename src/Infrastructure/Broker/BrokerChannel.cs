using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Counting;
using Microsoft.AspNetCore.Connections;
using MQTTnet.Adapter;
using MQTTnet.AspNetCore;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>One client's connection as MQTTnet sees it, with what Kestrel knows about it and the limits MQTTnet does not keep.</summary>
internal sealed class BrokerChannel : IMqttChannelAdapter
{
    /// <summary>Topic aliases a client may use; each keeps a topic in memory.</summary>
    public const ushort TopicAliases = 16;

    /// <summary>How long a goodbye may take to a client that does not read.</summary>
    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(2);

    private readonly MqttConnectionContext _inner;
    private readonly ConnectionContext _connection;
    private readonly BrokerConnections _owner;
    private readonly BrokerSettings _settings;
    private readonly Refusals _refusals;
    private readonly PacketLimit _input;
    private readonly AnswersOwed _answers = new();
    private readonly PublishLane _lane;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly KeepAlive _alive;
    private ConcurrentDictionary<ushort, byte>? _unknown;
    private int _unanswered;
    private uint _sessionSeconds;
    private uint _willSeconds;
    private volatile bool _silent;

    public BrokerChannel(
        MqttPacketFormatterAdapter formatter, ConnectionContext connection, BrokerConnections owner, BrokerSettings settings, TakePublishes publishes, Refusals refusals, TimeProvider clock)
    {
        (_connection, _owner, _settings, _refusals) = (connection, owner, settings, refusals);
        _alive = new KeepAlive(clock);
        _lane = new PublishLane(this, owner, publishes, settings.MaxPacketBytes, clock);
        _input = new PacketLimit(connection.Transport.Input, settings.MaxPacketBytes);
        connection.Transport = new Limited(_input, new LastWords(connection.Transport.Output));
        _inner = new MqttConnectionContext(formatter, connection);
        _input.Oversize = RefuseAsync;
    }

    public X509Certificate2? ClientCertificate => _inner.ClientCertificate ?? Underneath.CertificateOf(_connection);

    public bool IsSecureConnection => _inner.IsSecureConnection || Underneath.IsHttps(_connection);

    public bool IsFirstHand => Underneath.IsFirstHand(_connection);

    public EndPoint RemoteEndPoint => _inner.RemoteEndPoint ?? Underneath.RemoteOf(_connection) ?? new IPEndPoint(IPAddress.None, 0);

    public EndPoint LocalEndPoint => _inner.LocalEndPoint;

    public long BytesReceived => _inner.BytesReceived;

    public long BytesSent => _inner.BytesSent;

    public MqttPacketFormatterAdapter PacketFormatterAdapter => _inner.PacketFormatterAdapter;

    /// <summary>Once the gate said yes.</summary>
    public LiveSession? Session { get; set; }

    /// <summary>At least one whole packet arrived.</summary>
    public bool HasSpoken { get; private set; }

    /// <summary>Commands the client takes without having acknowledged one.</summary>
    public int ReceiveMaximum { get; private set; } = ushort.MaxValue;

    /// <summary>The largest packet the client takes, bytes.</summary>
    public uint MaximumPacketSize { get; private set; } = uint.MaxValue;

    /// <summary>How long the client's will waits for its return; not longer than its session is kept.</summary>
    public TimeSpan WillDelay => TimeSpan.FromSeconds(Math.Min(_willSeconds, Math.Min(_sessionSeconds, (uint)_settings.SessionMinutes * 60)));

    /// <summary>Commands that were sent and not acknowledged.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>The client has been silent for more than one and a half of the interval it named, although it was listened to.</summary>
    public bool IsSilent => _alive.IsOver;

    public Task ConnectAsync(CancellationToken cancellationToken) => _inner.ConnectAsync(cancellationToken);

    public Task DisconnectAsync(CancellationToken cancellationToken) => _inner.DisconnectAsync(cancellationToken);

    public void ResetStatistics() => _inner.ResetStatistics();

    /// <summary>What the client sent besides its leaf certificate. Once: it is of no use after the gate, and a connection lives long.</summary>
    public IReadOnlyList<X509Certificate2> TakePresented() => Underneath.Take<IReadOnlyList<X509Certificate2>>(_connection, BrokerTls.PresentedKey) ?? [];

    public async Task<MqttPacket> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        await _answers.WaitForRoomAsync(cancellationToken);
        MqttPacket packet;
        try
        {
            if (Session is { } session) await _lane.TakeAsync(_input, session, cancellationToken);
            Listen();
            packet = await _inner.ReceivePacketAsync(cancellationToken);
        }
        catch (BrokenProtocolException fault)
        {
            await LetGoAsync(fault);
            throw;
        }
        catch (Exception fault) when (fault is MqttProtocolViolationException or NotSupportedException or ArgumentException or FormatException)
        {
            _refusals.Count(Session is null ? "connect" : "publish", "malformed-packet", Session?.Identity.TenantId, $"{RemoteEndPoint}: {fault.Message}");
            throw;
        }

        HasSpoken = true;
        StopListening();
        if (_owner.IsDraining) await Task.Delay(Timeout.Infinite, cancellationToken);
        switch (packet)
        {
            case MqttConnectPacket when Session is not null:
                throw await LetGoAsync(new(MqttDisconnectReasonCode.ProtocolError, "A second CONNECT."));
            case MqttConnectPacket connect:
                _sessionSeconds = connect.SessionExpiryInterval;
                _willSeconds = connect.WillDelayInterval;
                if (connect.ReceiveMaximum > 0) ReceiveMaximum = connect.ReceiveMaximum;
                if (connect.MaximumPacketSize > 0) MaximumPacketSize = connect.MaximumPacketSize;

                // MQTTnet does not see the publishes and would take a client that only publishes for a silent one.
                _alive.Begin(connect.KeepAlivePeriod);
                connect.KeepAlivePeriod = 0;
                break;
            case MqttSubscribePacket { SubscriptionIdentifier: > 0 }:
                throw await LetGoAsync(new(MqttDisconnectReasonCode.SubscriptionIdentifiersNotSupported, "A subscription identifier."));
            case MqttDisconnectPacket { ReasonCode: MqttDisconnectReasonCode.DisconnectWithWillMessage }:
                // MQTTnet takes every DISCONNECT for one without the will.
                throw new ConnectionResetException("The client left and wants its last will to be published.");
            case MqttPubRelPacket release:
                if (Session?.Once.Release(release.PacketIdentifier) == false) (_unknown ??= new()).TryAdd(release.PacketIdentifier, default);
                break;
            case MqttPubAckPacket:
                Interlocked.Decrement(ref _unanswered);
                break;
        }

        _answers.Asked(packet);
        return packet;
    }

    public async Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        if (packet is MqttConnAckPacket { ReasonCode: MqttConnectReasonCode.Success } welcome && Session is { } session)
        {
            Offer(welcome);
            _owner.Joined?.Invoke(session);
        }

        if (packet is MqttPubCompPacket done && _unknown?.TryRemove(done.PacketIdentifier, out _) == true) done.ReasonCode = MqttPubCompReasonCode.PacketIdentifierNotFound;
        if (packet is MqttPublishPacket { QualityOfServiceLevel: > MqttQualityOfServiceLevel.AtMostOnce }) Interlocked.Increment(ref _unanswered);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (packet is MqttDisconnectPacket) _silent = true;
            await _inner.SendPacketAsync(packet, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }

        _answers.Answered(packet);
    }

    private async Task<BrokenProtocolException> LetGoAsync(BrokenProtocolException fault)
    {
        var reason = fault.Code switch
        {
            MqttDisconnectReasonCode.ReceiveMaximumExceeded => "receive-maximum-exceeded",
            MqttDisconnectReasonCode.SubscriptionIdentifiersNotSupported => "subscription-identifier",
            _ => "malformed-packet",
        };
        _refusals.Count(reason == "subscription-identifier" ? "subscribe" : "publish", reason, Session?.Identity.TenantId, $"{RemoteEndPoint}: {fault.Message}");
        await EndAsync(fault.Code);
        return fault;
    }

    /// <summary>Acknowledgements, several in one write. After a goodbye, and when the client is gone, nobody waits for them.</summary>
    public async Task AnswerAsync(ReadOnlyMemory<byte> acknowledgements)
    {
        if (acknowledgements.IsEmpty) return;
        await _writing.WaitAsync();
        try
        {
            if (!_silent) await _connection.Transport.Output.WriteAsync(acknowledgements);
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException or OperationCanceledException)
        {
            _silent = true;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Tells the client why, as far as its version can be told, and reads nothing more from it.</summary>
    public async Task EndAsync(MqttDisconnectReasonCode reason)
    {
        try
        {
            if (!_silent && PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500)
                await SendPacketAsync(new MqttDisconnectPacket { ReasonCode = reason }, CancellationToken.None).WaitAsync(_goodbye);
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            // It does not listen any more.
        }

        _silent = true;
        _input.End();
    }

    public void Listen() => _alive.Listen();

    /// <summary>While we are busy with what the client said it cannot be blamed for its silence.</summary>
    public void StopListening() => _alive.Pause();

    public void Abort() => _connection.Abort(new ConnectionAbortedException("The client is not wanted any more."));

    public void Dispose()
    {
        _silent = true;
        _answers.Dispose();
        _inner.Dispose();
    }

    /// <summary>
    /// MQTTnet claims no limits. Retained messages are not among them on purpose: a client that marks its publishes as retained
    /// would refuse to send them, while we only ignore the mark.
    /// </summary>
    private void Offer(MqttConnAckPacket welcome)
    {
        welcome.MaximumPacketSize = (uint)_settings.MaxPacketBytes;
        welcome.ReceiveMaximum = PublishLane.Most;
        welcome.TopicAliasMaximum = TopicAliases;
        welcome.WildcardSubscriptionAvailable = true;
        welcome.SharedSubscriptionAvailable = false;
        welcome.SubscriptionIdentifiersAvailable = false;
        var longest = (uint)_settings.SessionMinutes * 60;
        if (_sessionSeconds > longest) welcome.SessionExpiryInterval = longest;
    }

    private async Task RefuseAsync(OversizePacketException fault)
    {
        _refusals.Count(Session is null ? "connect" : "publish", "oversize-packet", Session?.Identity.TenantId, $"{RemoteEndPoint}: {fault.Message}");
        if (PacketFormatterAdapter.ProtocolVersion != MqttProtocolVersion.V500) return;
        await SendPacketAsync(new MqttDisconnectPacket { ReasonCode = MqttDisconnectReasonCode.PacketTooLarge }, CancellationToken.None);
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
