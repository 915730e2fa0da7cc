using System.Net.Sockets;
using IoTConsole.Infrastructure.Counting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// The first thing a connection meets. Lets only so many TLS handshakes run at once: after a power cut ten thousand clients
/// return together, and the console must go on answering meanwhile.
/// </summary>
internal sealed class HandshakeGate(BrokerSettings settings, SourceRates sources, Refusals refusals, TimeProvider clock) : IDisposable
{
    private const string Key = "IoTConsole.Handshake";

    /// <summary>A place is for work on our side. A client that answers slowly gives it up and goes on without.</summary>
    private static readonly TimeSpan _longestWork = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _places = new(settings.HandshakesAtOnce);
    private int _open;

    public async Task PassAsync(ConnectionContext connection, bool secure, Func<Task> next)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > settings.MaxConnections)
            {
                refusals.Count("connect", "too-many-connections", null, $"{connection.RemoteEndPoint}");
                return;
            }

            if (!sources.Admits(connection.RemoteEndPoint))
            {
                refusals.Count("connect", "too-many-from-one-address", null, $"{connection.RemoteEndPoint}");
                return;
            }

            NoticeTheDead(connection);
            if (!secure) connection.Items[Key] = new Place(null, null) { HasPassed = true };
            if (!secure) await next();
            else if (await HasSpokenAsync(connection)) await ShakeHandsAsync(connection, next);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>The handshake is over; the next one may start.</summary>
    public static void Leave(ConnectionContext connection)
    {
        if (Find(connection) is not { } place) return;
        place.HasPassed = true;
        place.Leave();
    }

    /// <summary>Whether the connection (or the one under a WebSocket) came through here and is counted.</summary>
    public static bool HasCounted(ConnectionContext connection) => Find(connection) is not null;

    public void Dispose() => _places.Dispose();

    private static Place? Find(ConnectionContext connection) => Underneath.ItemOf<Place>(connection, Key);

    private async Task ShakeHandsAsync(ConnectionContext connection, Func<Task> next)
    {
        try
        {
            await _places.WaitAsync(connection.ConnectionClosed);
        }
        catch (OperationCanceledException)
        {
            // Tired of waiting; it will come back.
            return;
        }

        using var place = new Place(_places, clock);
        connection.Items[Key] = place;
        await next();
        if (!place.HasPassed) refusals.Count("connect", "handshake-failed", null, $"{connection.RemoteEndPoint}");
    }

    /// <summary>Waits for the first bytes without taking a place: silent connections would otherwise hold all of them.</summary>
    private async Task<bool> HasSpokenAsync(ConnectionContext connection)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        patience.CancelAfter(TimeSpan.FromSeconds(settings.ConnectSeconds));
        try
        {
            var first = await connection.Transport.Input.ReadAsync(patience.Token);
            var spoke = !first.Buffer.IsEmpty;
            connection.Transport.Input.AdvanceTo(first.Buffer.Start);
            return spoke;
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            if (!connection.ConnectionClosed.IsCancellationRequested) refusals.Count("connect", "nothing-said", null, $"{connection.RemoteEndPoint}");
            return false;
        }
    }

    /// <summary>A client may switch MQTT's keep alive off; a peer that lost its power is then only found by TCP.</summary>
    private static void NoticeTheDead(ConnectionContext connection)
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket) return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 300);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
    }

    private sealed class Place : IDisposable
    {
        private readonly SemaphoreSlim? _places;
        private readonly ITimer? _timer;
        private int _left;

        public Place(SemaphoreSlim? places, TimeProvider? clock)
        {
            _places = places;
            _timer = clock?.CreateTimer(static place => ((Place)place!).Leave(), this, _longestWork, Timeout.InfiniteTimeSpan);
        }

        public bool HasPassed { get; set; }

        public void Leave()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) _places?.Release();
        }

        public void Dispose()
        {
            _timer?.Dispose();
            Leave();
        }
    }
}
