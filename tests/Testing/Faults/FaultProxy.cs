using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace IoTConsole.Testing.Faults;

/// <summary>A line between a client and a server on this machine that can be slow, cut, dead without a word, or say things twice.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<Line, Task> _lines = new();
    private readonly int _target;
    private readonly Task _accepting;
    private int _duplicates;

    /// <param name="target">The port on loopback that lines lead to; nobody needs to listen there yet.</param>
    public FaultProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Lines that stand now.</summary>
    public int Lines => _lines.Count;

    /// <summary>How long each piece is held back, in each direction.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Half-open: while set, nothing passes in either direction and nobody is told. What was said meanwhile arrives afterwards.</summary>
    public bool Silent { get; set; }

    /// <summary>New lines are accepted and closed at once.</summary>
    public bool Closed { get; set; }

    /// <summary>Ends every line at once with a reset, as a router that forgot them.</summary>
    public void Cut()
    {
        foreach (var line in _lines.Keys) line.Reset();
    }

    /// <summary>The next so many pieces from clients arrive twice. TLS notices; a plain protocol has to.</summary>
    public void Duplicate(int pieces = 1) => Interlocked.Add(ref _duplicates, pieces);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        await Task.WhenAll(_lines.Values);
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_over.Token);
                if (Closed)
                {
                    client.Close(0);
                    continue;
                }

                var line = new Line(client);
                var begun = new TaskCompletionSource();
                _lines[line] = begun.Task.ContinueWith(_ => CarryAsync(line), TaskScheduler.Default).Unwrap();
                begun.SetResult();
            }
            catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (!_over.IsCancellationRequested) throw;
            }
        }
    }

    private async Task CarryAsync(Line line)
    {
        try
        {
            await line.Server.ConnectAsync(IPAddress.Loopback, _target, _over.Token);
            await Task.WhenAny(PassAsync(line.Client, line.Server, fromClient: true), PassAsync(line.Server, line.Client, fromClient: false));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Nobody listens there, or it is over: the client learns it by the reset below.
        }
        finally
        {
            line.Reset();
            _lines.TryRemove(line, out _);
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool fromClient)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer, _over.Token);
                if (count == 0) return;
                if (Delay > TimeSpan.Zero) await PauseAsync(Delay);
                while (Silent) await PauseAsync(TimeSpan.FromMilliseconds(20));
                await to.SendAsync(buffer.AsMemory(0, count), _over.Token);
                if (fromClient && Volatile.Read(ref _duplicates) > 0 && Interlocked.Decrement(ref _duplicates) >= 0) await to.SendAsync(buffer.AsMemory(0, count), _over.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The line was cut, by us or by one of them.
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        using var timer = new PeriodicTimer(pause);
        await timer.WaitForNextTickAsync(_over.Token);
    }

    private sealed class Line(Socket client)
    {
        public Socket Client { get; } = client;

        public Socket Server { get; } = new(SocketType.Stream, ProtocolType.Tcp);

        public void Reset()
        {
            foreach (var socket in (Socket[])[Client, Server])
            {
                // No time to linger: the other side gets a reset instead of a goodbye.
                if (socket.Connected) socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
        }
    }
}
