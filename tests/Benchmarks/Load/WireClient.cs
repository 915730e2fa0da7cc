using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IoTConsole.Benchmarks.Load;

/// <summary>
/// MQTT 3.1.1 as small as a client can be, so that the generator costs little next to what it measures: CONNECT, PUBLISH at QoS 1 with a
/// window, PUBACK, SUBSCRIBE, PINGREQ. One caller at a time for each direction.
/// </summary>
internal sealed class WireClient : IAsyncDisposable
{
    private const int MostQueued = 4 * 1024 * 1024;
    private const int MostWindow = 1024;
    private long[]? _sentAt;
    private readonly byte[] _in = new byte[2048];
    private readonly byte[] _topic;
    private readonly Socket _socket;
    private readonly Stream _stream;
    private byte[]? _out;
    private int _filled;
    private ushort _packetId;
    private int _inFlight;

    private WireClient(string topic, Socket socket, Stream stream) => (_topic, _socket, _stream) = (Encoding.ASCII.GetBytes(topic), socket, stream);

    public long Acknowledged { get; private set; }

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <exception cref="IOException">The broker did not accept the client.</exception>
    public static async Task<WireClient> ConnectAsync(Target target, string clientId, string topic, X509Certificate2? certificate, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync("127.0.0.1", target.Port, ct);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (certificate is not null) stream = await SecureAsync(stream, certificate, ct);
            var client = new WireClient(topic, socket, stream);
            await client.IntroduceAsync(clientId, ct);
            return client;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the window full until cancelled; what is in flight then is waited for.</summary>
    public async Task DriveAsync(Payloads payloads, int window, Histogram times, CancellationToken ct)
    {
        while (true)
        {
            while (_inFlight < window && !ct.IsCancellationRequested) Enqueue(payloads, Stopwatch.GetTimestamp());
            await FlushAsync(CancellationToken.None);
            if (_inFlight == 0) return;
            await ReadAcknowledgementsAsync(times, CancellationToken.None);
        }
    }

    /// <summary>Sends one message as if it had been due at that moment: what waits for its turn counts as waiting.</summary>
    public async Task SendAsync(Payloads payloads, long dueAt, CancellationToken ct)
    {
        Enqueue(payloads, dueAt);
        await FlushAsync(ct);
    }

    public async Task SubscribeAsync(string filter, CancellationToken ct)
    {
        var text = Encoding.ASCII.GetBytes(filter);
        byte[] frame = [0x82, (byte)(5 + text.Length), 0, 1, 0, (byte)text.Length, .. text, 1];
        await _stream.WriteAsync(frame, ct);
        await _stream.ReadExactlyAsync(_in.AsMemory(0, 5), ct);
    }

    public async Task PingAsync(CancellationToken ct)
    {
        await _stream.WriteAsync(new byte[] { 0xC0, 0 }, ct);
        await _stream.ReadExactlyAsync(_in.AsMemory(0, 2), ct);
    }

    /// <summary>At least one acknowledgement, as many as have arrived.</summary>
    public async Task ReadAcknowledgementsAsync(Histogram times, CancellationToken ct)
    {
        var read = await _stream.ReadAtLeastAsync(_in, 4, cancellationToken: ct);
        while (read % 4 != 0) read += await _stream.ReadAtLeastAsync(_in.AsMemory(read), 4 - (read % 4), cancellationToken: ct);
        var now = Stopwatch.GetTimestamp();
        for (var at = 0; at < read; at += 4)
        {
            if (_in[at] != 0x40 || _in[at + 1] != 2) throw new IOException($"Not an acknowledgement: 0x{_in[at]:X2}.");
            var id = BinaryPrimitives.ReadUInt16BigEndian(_in.AsSpan(at + 2));
            times.Add(Stopwatch.GetElapsedTime(_sentAt![id % MostWindow], now).TotalMilliseconds);
            Acknowledged++;
            Interlocked.Decrement(ref _inFlight);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }

    private static async Task<SslStream> SecureAsync(Stream stream, X509Certificate2 certificate, CancellationToken ct)
    {
        // Who the server is, is not what is measured here.
#pragma warning disable CA5359
        var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost", EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
            },
            ct);
        return tls;
    }

    private async Task IntroduceAsync(string clientId, CancellationToken ct)
    {
        var id = Encoding.ASCII.GetBytes(clientId);

        // MQTT 3.1.1, 3.1: protocol level 4, clean session, no keep-alive.
        byte[] frame = [0x10, (byte)(12 + id.Length), 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 0, 0, (byte)id.Length, .. id];
        await _stream.WriteAsync(frame, ct);
        await _stream.ReadExactlyAsync(_in.AsMemory(0, 4), ct);
        if (_in[0] != 0x20 || _in[3] != 0) throw new IOException($"{clientId} was not accepted: {_in[3]}.");
    }

    private void Enqueue(Payloads payloads, long at)
    {
        var room = 16 + _topic.Length + (payloads.Entries * 160);
        _out ??= new byte[Math.Max(4096, room)];
        if (_out.Length - _filled < room) Array.Resize(ref _out, Math.Max(_out.Length * 2, _filled + room));
        if (_out.Length > MostQueued) throw new InvalidOperationException("The window is larger than the generator allows.");

        // The length takes three bytes whatever it is (MQTT 3.1.1, 2.2.3 allows it up to four): written after the payload is known.
        var (start, body) = (_filled, _filled + 4);
        _out[start] = 0x32;
        BinaryPrimitives.WriteUInt16BigEndian(_out.AsSpan(body), (ushort)_topic.Length);
        _topic.CopyTo(_out, body + 2);
        var at1 = body + 2 + _topic.Length;
        if (++_packetId == 0) _packetId = 1;
        BinaryPrimitives.WriteUInt16BigEndian(_out.AsSpan(at1), _packetId);
        var length = 2 + _topic.Length + 2 + payloads.Write(_out.AsSpan(at1 + 2), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var digits = length < 128 ? 1 : length < 16_384 ? 2 : 3;
        if (digits < 3) Array.Copy(_out, body, _out, start + 1 + digits, length);
        for (var (i, left) = (0, length); i < digits; i++, left >>= 7) _out[start + 1 + i] = (byte)((left & 0x7F) | (i + 1 < digits ? 0x80 : 0));
        _filled = start + 1 + digits + length;
        (_sentAt ??= new long[MostWindow])[_packetId % MostWindow] = at;
        Interlocked.Increment(ref _inFlight);
    }

    private async Task FlushAsync(CancellationToken ct)
    {
        if (_filled == 0) return;
        var filled = _filled;
        _filled = 0;
        await _stream.WriteAsync(_out.AsMemory(0, filled), ct);
    }
}
