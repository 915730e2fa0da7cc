using System.Net;
using System.Net.Http.Headers;
using IoTConsole.Web.Tests.Running;
using MQTTnet;

namespace IoTConsole.Web.Tests.Devices;

/// <summary>What is not taken, with which answer, and counted under which reason. The connection goes on.</summary>
public class PublishRefusalTests(FieldFixture fixture) : IClassFixture<FieldFixture>
{
    private static readonly long _now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private Field Field => fixture.Field;

    public static TheoryData<string, string, string> Payloads => new()
    {
        { "json-1", "{\"ts\":", "malformed-json" },
        { "json-2", "21.5", "not-an-object" },
        { "cbor-1", "\u0082cut", "malformed-cbor" },
        { "nan-1", $"{{\"ts\":{_now},\"values\":{{\"temperature\":NaN}}}}", "not-finite" },
        { "inf-1", $"{{\"ts\":{_now},\"values\":{{\"temperature\":1e999}}}}", "not-finite" },
        { "ts-1", "{\"ts\":\"yesterday\",\"values\":{\"temperature\":1}}", "bad-timestamp" },
        { "future-1", $"{{\"ts\":{_now + 864_000_000},\"values\":{{\"temperature\":1}}}}", "in-future" },
        { "empty-1", $"{{\"ts\":{_now},\"values\":{{}}}}", "no-values" },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task A_payload_that_is_wrong(string device, string payload, string reason)
    {
        var id = await Field.RegisterAsync(device);
        await using var client = Field.Device(device);
        await client.ConnectAsync();
        var before = await Field.RefusedAsync("publish", reason);

        var answer = await client.PublishAsync(payload);

        Assert.Equal(MqttClientPublishReasonCode.PayloadFormatInvalid, answer);
        await Field.CountedAsync("publish", reason, before + 1);
        var line = Assert.Single(await Field.Session.AllAsync($"/api/v1/ingest/refusals/devices?device={device}&reason={reason}"));
        Assert.Equal((device, 1), (line.GetProperty("deviceId").GetString(), line.GetProperty("count").GetInt32()));
        Assert.True(client.IsConnected);
        Assert.Equal(MqttClientPublishReasonCode.Success, await client.PublishAsync(Field.Payload(_now, 1))); // not blind
        Assert.Single(await Field.ReadingsAsync(id, "temperature"));
    }

    [Fact]
    public async Task Infinity_and_nan_in_cbor()
    {
        await Field.RegisterAsync("half-floats-1");
        var before = await Field.RefusedAsync("publish", "not-finite");

        foreach (var half in new byte[][] { [0xF9, 0x7E, 0x00], [0xF9, 0x7C, 0x00] })
        {
            // {"ts": now, "values": {"t": NaN or infinity}}
            byte[] payload = [0xA2, 0x62, (byte)'t', (byte)'s', 0x1B, .. Big(_now), 0x66, .. "values"u8, 0xA1, 0x61, (byte)'t', .. half];
            var sent = await Field.Mosquitto("half-floats-1").PublishAsync("devices/half-floats-1/telemetry", payload);
            Assert.True(sent.ExitCode != 0 || sent.Output.Contains("RC:153", StringComparison.Ordinal), sent.Output);
        }

        await Field.CountedAsync("publish", "not-finite", before + 2);
    }

    [Fact]
    public async Task Another_devices_topic()
    {
        await Field.RegisterAsync("own-1");
        var other = await Field.RegisterAsync("other-1");
        await using var client = Field.Device("own-1");
        await client.ConnectAsync();
        var before = await Field.RefusedAsync("publish", "another-devices-topic");

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await client.PublishAsync(Field.Payload(_now, 1), "devices/other-1/telemetry"));
        Assert.Equal(MqttClientPublishReasonCode.TopicNameInvalid, await client.PublishAsync(Field.Payload(_now, 1), "devices/own-1/secrets"));

        await Field.CountedAsync("publish", "another-devices-topic", before + 1);
        Assert.Empty(await Field.ReadingsAsync(other, "temperature"));
    }

    [Fact]
    public async Task Another_devices_commands_cannot_be_listened_to()
    {
        await Field.RegisterAsync("ear-1");
        await Field.RegisterAsync("mouth-1");
        await using var client = Field.Device("ear-1");
        await client.ConnectAsync();

        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, await client.SubscribeAsync("devices/ear-1/commands"));
        foreach (var topic in new[] { "devices/mouth-1/commands", "devices/+/commands", "#", "$share/all/devices/+/telemetry" })
            Assert.True((int)await client.SubscribeAsync(topic) >= 128, topic);
    }

    [Fact]
    public async Task A_child_that_nobody_adopted_is_shown_for_approval()
    {
        await Field.RegisterAsync("gw-1", isGateway: true);
        await using var gateway = Field.Device("gw-1");
        await gateway.ConnectAsync();
        var before = await Field.RefusedAsync("publish", "unknown-child");

        var answer = await gateway.PublishAsync($"[{{\"device\":\"child-7\",\"ts\":{_now},\"values\":{{\"temperature\":1}}}}]", "gateways/gw-1/telemetry");

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, answer);
        await Field.CountedAsync("publish", "unknown-child", before + 1);
        await Until.TrueAsync(async () => (await Field.Session.Http.GetStringAsync("/api/v1/approvals")).Contains("child-7", StringComparison.Ordinal), "the child waits for approval");
    }

    [Fact]
    public async Task More_than_a_packet_may_hold()
    {
        await Field.RegisterAsync("big-1");
        await using var client = Field.Device("big-1");
        await client.ConnectAsync();
        var before = await Field.RefusedAsync("publish", "oversize-packet");

        await Assert.ThrowsAnyAsync<Exception>(() => client.PublishAsync(new string('x', 300_000)));

        await Field.CountedAsync("publish", "oversize-packet", before + 1);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Over_http_the_same_is_answered_in_words()
    {
        await Field.RegisterAsync("http-1");
        async Task<(HttpStatusCode Status, string Text)> SendAsync(string device, HttpContent content, string type = "application/json")
        {
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
            using var reply = await Field.Session.Http.PostAsync($"/api/v1/devices/{device}/telemetry", content);
            return (reply.StatusCode, await reply.Content.ReadAsStringAsync());
        }

        var malformed = await SendAsync("http-1", new StringContent("{"));
        var unknown = await SendAsync("nobody-1", new StringContent(Field.Payload(_now, 1)));
        var large = await SendAsync("http-1", new StringContent(new string(' ', 300_000)));
        var good = await SendAsync("http-1", new StringContent(Field.Payload(_now, 1)));

        Assert.Equal(HttpStatusCode.BadRequest, malformed.Status);
        Assert.Contains("malformed-json", malformed.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.Status);
        Assert.Equal(HttpStatusCode.OK, good.Status);
        await Field.CountedAsync("http", "malformed-json", 1);
    }

    private static byte[] Big(long value)
    {
        var bytes = BitConverter.GetBytes(value);
        Array.Reverse(bytes);
        return bytes;
    }
}
