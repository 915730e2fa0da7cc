using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IoTConsole.Testing.Faults;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Faults;

/// <summary>The tool itself: a fault test that stands on a proxy that does nothing proves nothing.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly TcpClient _client = new();
    private FaultProxy _proxy = null!;
    private NetworkStream _near = null!;
    private NetworkStream _far = null!;

    public async ValueTask InitializeAsync()
    {
        _server.Start();
        _proxy = new FaultProxy(((IPEndPoint)_server.LocalEndpoint).Port);
        var accepted = _server.AcceptTcpClientAsync();
        await _client.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        (_near, _far) = (_client.GetStream(), (await accepted).GetStream());
    }

    [Fact]
    public async Task What_is_said_arrives_both_ways()
    {
        Assert.Equal("hello", await SayAsync(_near, _far, "hello"));
        Assert.Equal("and to you", await SayAsync(_far, _near, "and to you"));
        Assert.Equal(1, _proxy.Lines);
    }

    [Fact]
    public async Task A_delay_is_at_least_as_long_as_asked()
    {
        _proxy.Delay = TimeSpan.FromMilliseconds(120);
        var watch = Stopwatch.StartNew();

        Assert.Equal("late", await SayAsync(_near, _far, "late"));

        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(115), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task A_cut_ends_both_sides_and_the_next_line_stands()
    {
        _proxy.Cut();

        await Assert.ThrowsAnyAsync<IOException>(async () => Assert.NotEqual(0, await _near.ReadAsync(new byte[1])));
        await Assert.ThrowsAnyAsync<IOException>(async () => Assert.NotEqual(0, await _far.ReadAsync(new byte[1])));
        await Until.TrueAsync(() => _proxy.Lines == 0, "the line is forgotten");
        using var again = new TcpClient();
        var accepted = _server.AcceptTcpClientAsync();
        await again.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        Assert.Equal("back", await SayAsync(again.GetStream(), (await accepted).GetStream(), "back"));
    }

    [Fact]
    public async Task A_silent_line_stands_and_tells_later_what_was_said_meanwhile()
    {
        _proxy.Silent = true;
        await _near.WriteAsync(Encoding.UTF8.GetBytes("meanwhile"));
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _far.ReadExactlyAsync(new byte[9], patience.Token));
        Assert.Equal(1, _proxy.Lines);

        _proxy.Silent = false;

        var heard = new byte[9];
        await _far.ReadExactlyAsync(heard);
        Assert.Equal("meanwhile", Encoding.UTF8.GetString(heard));
    }

    [Fact]
    public async Task A_piece_can_arrive_twice_and_only_that_one()
    {
        _proxy.Duplicate();
        await _near.WriteAsync(Encoding.UTF8.GetBytes("one"));
        var heard = new byte[6];
        await _far.ReadExactlyAsync(heard);

        Assert.Equal("oneone", Encoding.UTF8.GetString(heard));
        Assert.Equal("two", await SayAsync(_near, _far, "two"));
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _client.Dispose();
        _far.Dispose();
        _server.Stop();
    }

    private static async Task<string> SayAsync(Stream from, Stream to, string words)
    {
        await from.WriteAsync(Encoding.UTF8.GetBytes(words));
        var heard = new byte[Encoding.UTF8.GetByteCount(words)];
        await to.ReadExactlyAsync(heard);
        return Encoding.UTF8.GetString(heard);
    }
}
