using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace IoTConsole.Benchmarks.Load;

/// <summary>One connection that writes batches in InfluxDB's line protocol, each waited for, as cheaply as the MQTT client beside it.</summary>
internal sealed class LineWriter : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly byte[] _head;
    private readonly byte[] _in = new byte[4096];
    private readonly byte[] _body;
    private readonly byte[] _series;
    private readonly int _points;
    private readonly bool _children;
    private long _at;
    private long _sequence;

    private LineWriter(Socket socket, int port, int rank, int points, bool children)
    {
        (_socket, _stream, _points, _children) = (socket, new NetworkStream(socket), points, children);
        _head = Encoding.ASCII.GetBytes($"POST /write?db=bench&precision=ms HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: text/plain\r\nContent-Length: ");
        _series = Encoding.ASCII.GetBytes($"r,s={rank}");
        _body = new byte[points * 64];
    }

    /// <param name="children">A gateway's batch, of as many series; otherwise one device's, each point a millisecond later.</param>
    public static async Task<LineWriter> ConnectAsync(int port, int rank, int points, bool children)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        return new LineWriter(socket, port, rank, points, children);
    }

    /// <summary>Until cancelled; the last batch is waited for.</summary>
    public async Task DriveAsync(Histogram times, CancellationToken ct)
    {
        var frame = new byte[_head.Length + 16 + _body.Length];
        while (!ct.IsCancellationRequested)
        {
            var length = Fill(frame);
            var start = Stopwatch.GetTimestamp();
            await _stream.WriteAsync(frame.AsMemory(0, length), CancellationToken.None);
            var read = 0;
            while (!_in.AsSpan(0, read).EndsWith("\r\n\r\n"u8)) read += await _stream.ReadAsync(_in.AsMemory(read), CancellationToken.None);
            if (!_in.AsSpan(0, read).StartsWith("HTTP/1.1 204"u8)) throw new IOException(Encoding.ASCII.GetString(_in, 0, read));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }

    private int Fill(Span<byte> frame)
    {
        var (body, now) = (0, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        for (var i = 0; i < _points; i++)
        {
            _series.CopyTo(_body.AsSpan(body));
            body += _series.Length;
            _body[body++] = (byte)'-';
            body += Number(_body.AsSpan(body), _children ? i : 0);
            body += Put(_body.AsSpan(body), " v="u8);
            if (i == 0 || !_children) _at = Math.Max(_at + 1, now);
            var hundredths = 2000 + (int)((++_sequence * 7) % 500);
            body += Number(_body.AsSpan(body), hundredths / 100);
            _body[body++] = (byte)'.';
            _body[body++] = (byte)('0' + (hundredths / 10 % 10));
            _body[body++] = (byte)('0' + (hundredths % 10));
            _body[body++] = (byte)' ';
            body += Number(_body.AsSpan(body), _at);
            _body[body++] = (byte)'\n';
        }

        _head.CopyTo(frame);
        var at = _head.Length;
        at += Number(frame[at..], body);
        at += Put(frame[at..], "\r\n\r\n"u8);
        _body.AsSpan(0, body).CopyTo(frame[at..]);
        return at + body;
    }

    private static int Put(Span<byte> into, ReadOnlySpan<byte> text)
    {
        text.CopyTo(into);
        return text.Length;
    }

    private static int Number(Span<byte> into, long number)
    {
        Utf8Formatter.TryFormat(number, into, out var written);
        return written;
    }
}
