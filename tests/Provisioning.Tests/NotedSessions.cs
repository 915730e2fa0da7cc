using System.Threading.Channels;
using IoTConsole.Infrastructure.Broker;

namespace IoTConsole.Provisioning.Tests;

/// <summary>The broker's live side, reduced to what it was told to drop.</summary>
internal sealed class NotedSessions : IBrokerSessions
{
    private readonly Channel<string> _dropped = Channel.CreateUnbounded<string>();

    public event Action<ConnectionIdentity, bool>? ConnectionChanged
    {
        add { }
        remove { }
    }

    public int Count => 0;

    public int CountFor(Guid tenantId) => 0;

    public bool IsConnected(string clientId) => false;

    public IReadOnlyList<BrokerSession> List(Guid? tenantId, int limit) => [];

    public Task<bool> SendAsync(string clientId, string topic, ReadOnlyMemory<byte> payload, CancellationToken ct) => Task.FromResult(false);

    public Task DropAsync(string clientId, string reason, CancellationToken ct)
    {
        _dropped.Writer.TryWrite(clientId);
        return Task.CompletedTask;
    }

    public async Task<string> NextAsync() => await _dropped.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
}
