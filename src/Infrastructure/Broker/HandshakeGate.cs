using Microsoft.AspNetCore.Connections;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// Lets only so many TLS handshakes run at once: after a power cut ten thousand clients return together, and the console must
/// go on answering meanwhile.
/// </summary>
internal sealed class HandshakeGate(BrokerSettings settings) : IDisposable
{
    private const string Key = "IoTConsole.Handshake";
    private readonly SemaphoreSlim _places = new(settings.HandshakesAtOnce);

    public async Task PassAsync(ConnectionContext connection, Func<Task> next)
    {
        await _places.WaitAsync(connection.ConnectionClosed);
        var place = new Place(_places);
        connection.Items[Key] = place;
        try
        {
            await next();
        }
        finally
        {
            place.Leave();
        }
    }

    /// <summary>The handshake is over; the next one may start.</summary>
    public static void Leave(ConnectionContext connection)
    {
        if (connection.Items.TryGetValue(Key, out var held) && held is Place place) place.Leave();
    }

    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places)
    {
        private int _left;

        public void Leave()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) places.Release();
        }
    }
}
