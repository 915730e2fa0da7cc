using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;
using IoTConsole.Infrastructure.Broker;
using MQTTnet.Packets;
using static IoTConsole.Infrastructure.Tests.Broker.BrokerHost;

namespace IoTConsole.Infrastructure.Tests.Broker;

/// <summary>Packets as no library sends them. Clauses are those of OASIS MQTT 5.0.</summary>
public class WireTests
{
    private const string Topic = "devices/kettle-1/telemetry";

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_quality_2_publish_is_taken_once_however_often_it_is_sent_4_3_3(int version)
    {
        await using var host = await StartAsync();
        using (var before = await Wire.ConnectAsync(host, "kettle-1", version, clean: false))
        {
            await before.SendAsync(Wire.Publish(2, 7, Topic, "21", version));
            Assert.Equal(0x50, (await before.ReadAsync()).Type);
        }

        await Until(() => host.Sessions.Count == 0);
        using var wire = await Wire.ConnectAsync(host, "kettle-1", version, clean: false);

        // The client never saw the PUBREC: it repeats, then releases, then uses the number for something new.
        await wire.SendAsync(Wire.Publish(2, 7, Topic, "21", version, again: true));
        Assert.Equal(0x50, (await wire.ReadAsync()).Type);
        Assert.Single(host.TheConsumer.Taken);
        await wire.SendAsync(Wire.Release(7));
        Assert.Equal(0x70, (await wire.ReadAsync()).Type);
        await wire.SendAsync(Wire.Publish(2, 7, Topic, "22", version));
        Assert.Equal(0x50, (await wire.ReadAsync()).Type);

        Assert.Equal(["21", "22"], host.TheConsumer.Texts);
    }

    [Fact]
    public async Task Releasing_what_was_never_taken_is_answered_with_its_reason()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1");
        await wire.SendAsync(Wire.Release(9), Wire.Publish(2, 7, Topic, "21"));
        var answers = new[] { await wire.ReadAsync(), await wire.ReadAsync() };
        Assert.Equal([0, 9, 0x92], answers.Single(a => a.Type == 0x70).Body[..3]);

        await wire.SendAsync(Wire.Release(7));
        Assert.Equal([0, 7], (await wire.ReadAsync()).Body[..2]);
        await wire.SendAsync(Wire.Release(7));
        Assert.Equal([0, 7, 0x92], (await wire.ReadAsync()).Body[..3]);

        using var older = await Wire.ConnectAsync(host, "kettle-2", version: 4);
        await older.SendAsync(Wire.Release(9));
        var (type, body) = await older.ReadAsync();
        Assert.Equal((0x70, 2), (type, body.Length));
    }

    [Fact]
    public async Task A_refused_quality_2_publish_may_be_sent_again_under_its_number()
    {
        await using var host = await StartAsync();
        host.TheConsumer.Judge = _ => PublishVerdict.QuotaExceeded;
        using var wire = await Wire.ConnectAsync(host, "kettle-1");
        await wire.SendAsync(Wire.Publish(2, 7, Topic, "21"));
        Assert.Equal(0x97, (await wire.ReadAsync()).Body[2]);

        host.TheConsumer.Judge = _ => PublishVerdict.Accepted;
        await wire.SendAsync(Wire.Publish(2, 7, Topic, "21"));

        Assert.Equal(0x50, (await wire.ReadAsync()).Type);
        Assert.Equal(2, host.TheConsumer.Taken.Count);
    }

    [Fact]
    public async Task A_quality_0_publish_is_taken_without_an_answer()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1");

        await wire.SendAsync(Wire.Publish(0, 0, Topic, "21"), [0xC0, 0]);

        Assert.Equal(0xD0, (await wire.ReadAsync()).Type); // the ping's answer comes first and alone
        Assert.Equal(["21"], host.TheConsumer.Texts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_leaves_inside_a_packet_is_let_go_at_once(bool connected)
    {
        await using var host = await StartAsync();
        using var wire = connected ? await Wire.ConnectAsync(host, "kettle-1") : await Wire.OpenAsync(host);
        await wire.SendAsync(connected ? Wire.Publish(1, 1, Topic, "21")[..^4] : Wire.Connect("kettle-1")[..^4]);

        wire.Socket.Shutdown(SocketShutdown.Send);

        var watch = Stopwatch.StartNew();
        Assert.Equal(0, (await wire.ReadAsync()).Type);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
        await Until(() => host.Sessions.Count == 0);
        Assert.Empty(host.TheConsumer.Taken);
    }

    [Theory]
    [InlineData("00 00")]
    [InlineData("10 0C 00 04 4D 51 54 54 09 02 00 3C 00 00")]
    [InlineData("F5 01 02")]
    public async Task What_is_not_MQTT_is_turned_away_and_counted(string bytes)
    {
        await using var host = await StartAsync();
        using var wire = await Wire.OpenAsync(host);

        await wire.SendAsync(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)));

        Assert.Equal(0, (await wire.ReadAsync()).Type);
        await Until(() => host.Counted("connect", "malformed-packet") + host.Counted("connect", "no-connect-packet") > 0);
        Assert.Empty(host.TheGate.Attempts);
    }

    [Fact]
    public async Task A_packet_whose_length_never_ends_is_oversize_2_1_4()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1");

        await wire.SendAsync([0x32, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]);

        var (type, body) = await wire.ReadAsync();
        Assert.Equal((0xE0, 0x95), (type, body[0]));
        Assert.Equal(1, host.Counted("publish", "oversize-packet"));
    }

    [Fact]
    public async Task The_welcome_names_the_limits_3_2_2_3()
    {
        await using var host = await StartAsync(s => (s.MaxPacketBytes, s.SessionMinutes) = (65_536, 1));
        using var wire = await Wire.OpenAsync(host);
        await wire.SendAsync(Wire.Connect("kettle-1", clean: false)); // asks to be kept for 255 seconds

        var properties = (await wire.ReadAsync()).Body[3..];

        Assert.True(properties.AsSpan().IndexOf((byte[])[0x27, 0, 1, 0, 0]) >= 0, "maximum packet size 64 KiB");
        Assert.True(properties.AsSpan().IndexOf((byte[])[0x21, 2, 0]) >= 0, "receive maximum 512");
        Assert.True(properties.AsSpan().IndexOf((byte[])[0x22, 0, 16]) >= 0, "topic alias maximum 16");
        Assert.True(properties.AsSpan().IndexOf((byte[])[0x11, 0, 0, 0, 60]) >= 0, "session expiry 60 s");
    }

    [Fact]
    public async Task A_topic_alias_stands_for_its_topic_and_one_above_the_limit_ends_the_connection_3_3_2_3_4()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.ConnectAsync(host, "kettle-1");
        await wire.SendAsync(
            Wire.Publish(1, 1, Topic, "21", properties: [3, 0x23, 0, 16]), Wire.Publish(1, 2, "", "22", properties: [3, 0x23, 0, 16]),
            Wire.Publish(1, 3, Topic, "23", properties: [3, 0x23, 0, 17]));

        var heard = new List<int>();
        do heard.Add((await wire.ReadAsync()).Type);
        while (heard[^1] is not (0xE0 or 0)); // the goodbye may overtake an acknowledgement
        Assert.Equal(0xE0, heard[^1]);
        Assert.Equal([Topic, Topic], host.TheConsumer.Taken.Select(t => t.Topic));
    }

    [Fact]
    public async Task A_last_will_is_a_publish_like_any_other()
    {
        await using var host = await StartAsync();
        using (var wire = await Wire.OpenAsync(host))
        {
            await wire.SendAsync(Wire.Connect("kettle-1", will: (Topic, "gone")));
            Assert.Equal(0x20, (await wire.ReadAsync()).Type);
        }

        await Until(() => !host.TheConsumer.Taken.IsEmpty);
        Assert.Equal("kettle-1", host.TheConsumer.Taken.Single().ClientId);
    }

    [Fact]
    public async Task The_last_will_of_a_dropped_client_is_not_taken()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.OpenAsync(host);
        await wire.SendAsync(Wire.Connect("kettle-1", will: (Topic, "gone")));
        Assert.Equal(0x20, (await wire.ReadAsync()).Type);

        await host.Sessions.DropAsync("kettle-1", "revoked", CancellationToken.None);

        await Until(() => host.Counted("publish", "client-dropped") == 1);
        Assert.Empty(host.TheConsumer.Taken);
    }

    [Fact]
    public async Task A_client_that_never_listens_is_dropped_all_the_same()
    {
        await using var host = await StartAsync();
        using var wire = await Wire.OpenAsync(host);
        wire.Socket.ReceiveBufferSize = 1024;
        await wire.SendAsync(Wire.Connect("kettle-1"));
        var pings = new byte[64 * 1024];
        for (var i = 0; i < pings.Length; i += 2) pings[i] = 0xC0;

        // Until the buffers on both sides are full and a goodbye would not get through.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (true) await wire.Socket.SendAsync(pings, patience.Token);
        });

        await host.Sessions.DropAsync("kettle-1", "does not listen", CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        await Until(() => host.Sessions.Count == 0);
    }

    [Fact]
    public async Task Who_is_owed_too_many_answers_is_not_read_until_one_went_out()
    {
        using var answers = new AnswersOwed();
        for (var i = 0; i < AnswersOwed.Most; i++) answers.Asked(MqttPingReqPacket.Instance);

        var room = answers.WaitForRoomAsync(CancellationToken.None).AsTask();
        answers.Answered(new MqttDisconnectPacket()); // answers nothing
        Assert.False(room.IsCompleted);
        answers.Answered(MqttPingRespPacket.Instance);

        await room.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_was_written_before_a_fault_still_goes_out()
    {
        var pipe = new Pipe();
        var output = new LastWords(pipe.Writer);
        await output.WriteAsync(new byte[] { 0xE0, 1, 0x8B });

        output.Complete(new IOException("The client is gone."));

        var read = await pipe.Reader.ReadAsync();
        Assert.Equal([0xE0, 1, 0x8B], read.Buffer.ToArray());
        Assert.True(read.IsCompleted);
    }
}
