using System.Collections.Concurrent;
using IoTConsole.Infrastructure.Broker;
using Microsoft.Extensions.Time.Testing;
using static IoTConsole.Infrastructure.Tests.Broker.BrokerHost;

namespace IoTConsole.Infrastructure.Tests.Broker;

/// <summary>Who counts as connected, what is kept of those who left, and what reaches a client.</summary>
public class SessionTests
{
    [Fact]
    public async Task A_takeover_is_no_news_and_leaves_the_count_right()
    {
        await using var host = await StartAsync();
        var news = new ConcurrentQueue<bool>();
        host.Sessions.ConnectionChanged += (_, connected) => news.Enqueue(connected);
        using var first = await Wire.ConnectAsync(host, "kettle-1");
        using (var second = await Wire.ConnectAsync(host, "kettle-1"))
        {
            var (type, body) = await first.ReadAsync();
            Assert.Equal((0xE0, 0x8E), (type, body[0])); // session taken over
            Assert.Equal(1, host.Sessions.Count);
            Assert.Single(host.Sessions.List(null, 10));
        }

        await Until(() => news.Count > 1);
        Assert.Equal([true, false], news);
        Assert.Equal(0, host.Sessions.Count);
        Assert.Empty(host.Sessions.List(null, 10));
    }

    [Fact]
    public void However_connections_cross_the_last_news_is_the_truth()
    {
        var clients = new ConnectedClients(TimeProvider.System);
        var news = new List<bool>();
        clients.Changed += (_, connected) => news.Add(connected);
        var (one, two, three) = (Session(), Session(), Session());

        clients.Admit(one);
        clients.Join(one);
        clients.Admit(two);
        clients.Admit(three);
        clients.Leave(one);
        clients.Join(two); // too late: it was taken over before it was welcomed
        clients.Leave(two);
        Assert.Equal(1, clients.Count);
        Assert.Equal([true], news);

        clients.Leave(three); // it never joined, and yet nobody is there any more

        Assert.Equal(0, clients.Count);
        Assert.Equal([true, false], news);
        static LiveSession Session() => new(new Identity("kettle-1", Guid.Empty), "", "MQTT 5", true, default, null);
    }

    [Fact]
    public async Task Counts_and_lists_are_of_one_tenant()
    {
        await using var host = await StartAsync();
        var other = Guid.CreateVersion7();
        host.TheGate.Judge = a => a.ClientId == "theirs" ? ConnectVerdict.Accept(new Identity("theirs", other)) : null;
        using var ours = await Wire.ConnectAsync(host, "ours");
        using var theirs = await Wire.ConnectAsync(host, "theirs");

        Assert.Equal((2, 1, 1), (host.Sessions.Count, host.Sessions.CountFor(other), host.Sessions.CountFor(host.TheGate.Tenant)));
        Assert.Equal("theirs", Assert.Single(host.Sessions.List(other, 10)).ClientId);
        Assert.Single(host.Sessions.List(null, 1));
    }

    [Fact]
    public async Task A_client_dropped_while_it_is_judged_stays_outside_until_it_asks_again()
    {
        await using var host = await StartAsync();
        host.TheGate.Judge = _ =>
        {
            host.Sessions.DropAsync("kettle-1", "revoked at this moment", CancellationToken.None).GetAwaiter().GetResult();
            return null;
        };
        using (var wire = await Wire.OpenAsync(host))
        {
            await wire.SendAsync(Wire.Connect("kettle-1"));
            Assert.Equal(0x89, (await wire.ReadAsync()).Body[1]);
        }

        Assert.Equal(1, host.Counted("connect", "dropped-meanwhile"));
        host.TheGate.Judge = _ => null;
        using var again = await Wire.ConnectAsync(host, "kettle-1");
        Assert.True(host.Sessions.IsConnected("kettle-1"));
    }

    [Fact]
    public async Task An_identity_with_another_name_than_the_client_is_not_let_in()
    {
        await using var host = await StartAsync();
        using var owner = await Wire.ConnectAsync(host, "kettle-2");
        host.TheGate.Judge = _ => ConnectVerdict.Accept(new Identity("kettle-2", host.TheGate.Tenant));
        using var wire = await Wire.OpenAsync(host);

        await wire.SendAsync(Wire.Connect("kettle-1"));

        Assert.Equal(0x85, (await wire.ReadAsync()).Body[1]);
        Assert.True(host.Sessions.IsConnected("kettle-2"));
    }

    [Fact]
    public async Task A_gate_that_fails_lets_nobody_in()
    {
        await using var host = await StartAsync();
        host.TheGate.Judge = _ => throw new InvalidDataException("the registry is broken");
        using var wire = await Wire.OpenAsync(host);

        await wire.SendAsync(Wire.Connect("kettle-1"));

        Assert.Equal(0x89, (await wire.ReadAsync()).Body[1]);
        Assert.Equal(1, host.Counted("connect", "gate-failed"));
    }

    [Fact]
    public async Task A_refusal_is_counted_for_the_tenant_it_concerns()
    {
        await using var host = await StartAsync();
        host.TheGate.Judge = _ => ConnectVerdict.Refuse(ConnectRefusal.NotAuthorized, "certificate-expired", "yesterday", host.TheGate.Tenant);
        using var wire = await Wire.OpenAsync(host);

        await wire.SendAsync(Wire.Connect("kettle-1", version: 4));

        Assert.Equal(5, (await wire.ReadAsync()).Body[1]); // 3.1.1: not authorized
        Assert.Equal("certificate-expired", Assert.Single(host.Refusals.List(host.TheGate.Tenant)).Reason);
    }

    [Fact]
    public async Task A_session_is_kept_for_its_time_and_forgotten_after_it()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await StartAsync(clock: clock);
        Assert.False(await ConnectAndLeaveAsync(host)); // the client asks for 255 seconds
        Assert.True(await ConnectAndLeaveAsync(host));

        clock.Advance(TimeSpan.FromSeconds(400));
        await host.Part<EmbeddedBroker>().ForgetAbsentAsync();

        Assert.False(await ConnectAndLeaveAsync(host));
    }

    [Fact]
    public async Task Nothing_is_kept_of_a_client_that_was_dropped()
    {
        await using var host = await StartAsync();
        Assert.False(await ConnectAndLeaveAsync(host));

        await host.Sessions.DropAsync("kettle-1", "decommissioned", CancellationToken.None);

        Assert.False(await ConnectAndLeaveAsync(host));
    }

    [Fact]
    public async Task A_client_that_does_not_take_its_commands_is_not_sent_more()
    {
        await using var host = await StartAsync(s => s.QueuedCommands = 2);
        using var wire = await Wire.ConnectAsync(host, "kettle-1");
        Task<bool> CommandAsync() => host.Sessions.SendAsync("kettle-1", "devices/kettle-1/commands", "on"u8.ToArray(), CancellationToken.None);
        Assert.True(await CommandAsync());
        var first = await wire.ReadAsync();
        Assert.True(await CommandAsync());
        Assert.Equal((0x32, 0x32), (first.Type, (await wire.ReadAsync()).Type));

        Assert.False(await CommandAsync());
        Assert.Equal(host.TheGate.Tenant, host.Refusals.List(null).Single(r => r is { Border: "command", Reason: "queue-full" }).TenantId);

        var id = first.Body.AsSpan(2 + "devices/kettle-1/commands".Length, 2).ToArray();
        await wire.SendAsync([0x40, 2, .. id]);
        await Until(() => CommandAsync().GetAwaiter().GetResult());
    }

    /// <returns>Whether the broker still knew the client's session.</returns>
    private static async Task<bool> ConnectAndLeaveAsync(BrokerHost host)
    {
        bool known;
        using (var wire = await Wire.OpenAsync(host))
        {
            await wire.SendAsync(Wire.Connect("kettle-1", clean: false));
            known = (await wire.ReadAsync()).Body[0] == 1;
        }

        await Until(() => host.Sessions.Count == 0);
        return known;
    }
}
