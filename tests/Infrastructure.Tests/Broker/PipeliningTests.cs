using System.Buffers.Binary;
using IoTConsole.Infrastructure.Broker;
using Microsoft.Extensions.Time.Testing;
using static IoTConsole.Infrastructure.Tests.Broker.BrokerHost;

namespace IoTConsole.Infrastructure.Tests.Broker;

/// <summary>Many publishes of one connection on their way at once. Clauses are those of OASIS MQTT 5.0.</summary>
public class PipeliningTests
{
    private const string Topic = "devices/kettle-1/telemetry";

    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 1)]
    [InlineData(5, 2)]
    public async Task What_came_together_is_taken_together_and_acknowledged_in_the_order_it_came_4_6(int version, int quality)
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1", version);
        var hold = host.TheConsumer.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await wire.SendAsync(Enumerable.Range(1, 200).Select(i => Wire.Publish(quality, (ushort)i, Topic, $"{i}", version)).ToArray());
        await Until(() => host.Sessions.List(null, 1) is [{ MessagesIn: 200 }]);
        hold.SetResult();

        for (var i = 1; i <= 200; i++) Assert.Equal((quality == 1 ? 0x40 : 0x50, i), await AnswerAsync(wire));
        Assert.Equal(Enumerable.Range(1, 200).Select(i => $"{i}"), host.TheConsumer.Begun);
    }

    [Fact]
    public async Task An_answer_that_is_ready_waits_for_the_one_before_4_6()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1");
        var hold = host.TheConsumer.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await wire.SendAsync(Wire.Publish(1, 1, Topic, "21"));
        await Until(() => host.Sessions.List(null, 1) is [{ MessagesIn: 1 }]);
        host.TheConsumer.Hold = null;
        await wire.SendAsync(Wire.Publish(1, 2, Topic, "22"), [0xC0, 0]);

        Assert.Equal(0xD0, (await wire.ReadAsync()).Type); // the ping is answered, the publishes are not
        Assert.Equal(["22"], host.TheConsumer.Texts);
        hold.SetResult();

        Assert.Equal((0x40, 1), await AnswerAsync(wire));
        Assert.Equal((0x40, 2), await AnswerAsync(wire));
    }

    [Fact]
    public async Task After_one_that_could_not_be_stored_nothing_is_acknowledged()
    {
        await using var host = await StartAsync();
        host.TheConsumer.Judge = p => p.Payload.FirstSpan[0] == (byte)'2' ? PublishVerdict.NotStored : PublishVerdict.Accepted;
        using var wire = await Wire.ConnectAsync(host, "kettle-1", version: 4);
        var hold = host.TheConsumer.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await wire.SendAsync(Wire.Publish(1, 1, Topic, "1", 4), Wire.Publish(1, 2, Topic, "2", 4), Wire.Publish(1, 3, Topic, "3", 4));
        await Until(() => host.Sessions.List(null, 1) is [{ MessagesIn: 3 }]);
        hold.SetResult();

        Assert.Equal((0x40, 1), await AnswerAsync(wire));
        Assert.Equal(0, (await wire.ReadAsync()).Type);
    }

    [Fact]
    public async Task The_next_is_not_taken_before_the_consumer_has_placed_the_one_before()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1");
        var gate = host.TheConsumer.Door = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await wire.SendAsync(Wire.Publish(1, 1, Topic, "1"), Wire.Publish(1, 2, Topic, "2"), [0xC0, 0]);
        using var other = await Wire.ConnectAsync(host, "kettle-2");
        await other.SendAsync([0xC0, 0]);
        Assert.Equal(0xD0, (await other.ReadAsync()).Type);
        Assert.Equal(["1"], host.TheConsumer.Begun);

        gate.SetResult();

        Assert.Equal((0x40, 1), await AnswerAsync(wire));
    }

    [Fact]
    public async Task A_client_without_a_receive_maximum_is_not_read_while_too_many_wait()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1", version: 4);
        var hold = host.TheConsumer.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var sending = wire.SendAsync(Enumerable.Range(1, 1000).Select(i => Wire.Publish(1, (ushort)i, Topic, $"{i}", 4)).ToArray());
        await Until(() => host.Sessions.List(null, 1) is [{ MessagesIn: PublishLane.Most }]);
        Assert.Equal(PublishLane.Most, host.Part<BrokerConnections>().Owed);
        hold.SetResult();

        for (var i = 1; i <= 1000; i++) Assert.Equal((0x40, i), await AnswerAsync(wire));
        await sending;
        await Until(() => host.Part<BrokerConnections>().Owed == 0);
    }

    [Fact]
    public async Task The_bytes_of_what_waits_are_bounded_too_and_quality_0_waits_like_any_other()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1");
        var hold = host.TheConsumer.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var large = new string('7', 100_000);

        var sending = wire.SendAsync([.. Enumerable.Range(1, 30).Select(_ => Wire.Publish(0, 0, Topic, large)), [0xC0, 0]]);
        var fits = (PublishLane.MostBytes / 100_000) + 1;
        await Until(() => host.Sessions.List(null, 1)[0].MessagesIn == fits);
        Assert.Equal(fits, host.Part<BrokerConnections>().Owed);
        hold.SetResult();

        Assert.Equal(0xD0, (await wire.ReadAsync()).Type);
        await sending;
        await Until(() => host.TheConsumer.Taken.Count == 30);
    }

    [Fact]
    public async Task Who_sends_more_than_the_receive_maximum_is_told_so_3_3_4()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1");
        host.TheConsumer.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await wire.SendAsync(Enumerable.Range(1, PublishLane.Most + 1).Select(i => Wire.Publish(1, (ushort)i, Topic, $"{i}")).ToArray());

        var (type, body) = await wire.ReadAsync();
        Assert.Equal((0xE0, 0x93), (type, body[0]));
        Assert.Equal(1, host.Counted("publish", "receive-maximum-exceeded"));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_client_that_only_publishes_is_alive_and_one_that_falls_silent_is_let_go_3_1_2_10(int version)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await StartAsync(clock: clock);
        using var wire = await Wire.ConnectAsync(host, "kettle-1", version); // every 60 seconds
        for (ushort i = 1; i <= 3; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(85));
            await wire.SendAsync(Wire.Publish(1, i, Topic, "21", version));
            Assert.Equal((0x40, i), await AnswerAsync(wire));
        }

        clock.Advance(TimeSpan.FromSeconds(91));

        var (type, body) = await wire.ReadAsync();
        Assert.Equal(version == 5 ? (0xE0, 0x8D) : (0, 0), (type, body.FirstOrDefault()));
        await Until(() => host.Sessions.Count == 0);
    }

    [Fact]
    public async Task A_client_that_is_made_to_wait_is_not_taken_for_silent()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await StartAsync(clock: clock);
        using var wire = await Wire.ConnectAsync(host, "kettle-1");
        var door = host.TheConsumer.Door = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await wire.SendAsync(Wire.Publish(1, 1, Topic, "21"));
        await Until(() => !host.TheConsumer.Begun.IsEmpty);

        clock.Advance(TimeSpan.FromSeconds(200));
        host.Part<EmbeddedBroker>().LetSilentGo();
        door.SetResult();

        Assert.Equal((0x40, 1), await AnswerAsync(wire));
    }

    [Theory]
    [InlineData("36 05 00 01 61 00 01", 0x81)] // quality 3
    [InlineData("32 05 00 01 61 00 00", 0x82)] // packet identifier 0
    [InlineData("32 06 00 01 2B 00 01 00", 0x90)] // a wildcard
    [InlineData("32 06 00 01 FF 00 01 00", 0x81)] // not UTF-8
    [InlineData("32 05 00 00 00 01 00", 0x82)] // neither topic nor alias
    [InlineData("32 08 00 00 00 01 03 23 00 05", 0x82)] // an alias that stands for nothing
    [InlineData("32 09 00 01 61 00 01 03 23 00 00", 0x94)] // alias 0
    [InlineData("32 08 00 01 61 00 01 02 0B 01", 0x82)] // a subscription identifier
    [InlineData("32 0A 00 01 61 00 01 04 01 00 01 00", 0x82)] // a property twice
    [InlineData("32 07 00 01 61 00 01 09 01", 0x81)] // properties longer than the packet
    [InlineData("38 04 00 01 61 00", 0x81)] // quality 0, sent again
    public async Task A_publish_that_breaks_the_protocol_ends_the_connection_with_its_reason_4_13(string bytes, int reason)
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1");

        await wire.SendAsync(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)));

        var (type, body) = await wire.ReadAsync();
        Assert.Equal((0xE0, reason), (type, body[0]));
        Assert.Equal(0, (await wire.ReadAsync()).Type);
        Assert.Equal(1, host.Counted("publish", "malformed-packet"));
        Assert.Empty(host.TheConsumer.Taken);
    }

    private static async Task<(int Type, int Id)> AnswerAsync(Wire wire)
    {
        var (type, body) = await wire.ReadAsync();
        return (type, body.Length < 2 ? -1 : BinaryPrimitives.ReadUInt16BigEndian(body));
    }
}
