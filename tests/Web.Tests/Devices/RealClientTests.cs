using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Devices;

/// <summary>Nothing of ours on the device's side: openssl made the key and the request, mosquitto_pub speaks MQTT.</summary>
public class RealClientTests(FieldFixture fixture) : IClassFixture<FieldFixture>
{
    [Theory]
    [InlineData(5)]
    [InlineData(311)]
    public async Task Openssl_and_mosquitto_register_publish_and_read_back(int version)
    {
        Assert.SkipUnless(ForeignProgram.Has(Mosquitto.Program), "mosquitto_pub is not installed.");
        var deviceId = $"pump-{version}";
        var id = await fixture.Field.RegisterAsync(deviceId);
        var ts = TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds();

        var sent = await fixture.Field.Mosquitto(deviceId).PublishAsync($"devices/{deviceId}/telemetry", Field.Payload(ts, 21.5), version);

        Assert.True(sent.ExitCode == 0, sent.Output);
        Assert.Equal([(ts, 21.5)], await fixture.Field.ReadingsAsync(id, "temperature"));
        var latest = await fixture.Field.Session.GetAsync($"/api/v1/devices/{deviceId}/latest");
        Assert.Contains("temperature", latest.GetRawText(), StringComparison.Ordinal);
        await Until.TrueAsync(async () => (await fixture.Field.DeviceAsync(id)).GetProperty("state").GetString() == "Active", "the first reading made it active");
    }

    [Fact]
    public async Task The_servers_certificate_holds_for_the_name_and_the_root_it_gave()
    {
        await fixture.Field.RegisterAsync("strict-1");
        var field = fixture.Field;

        var seen = await ForeignProgram.RunAsync("openssl", ["s_client", "-connect", $"127.0.0.1:{fixture.Console.TlsPort}", "-servername", "localhost", "-verify_hostname", "localhost",
            "-CAfile", field.Ssl.PathOf("root.pem"), "-cert", field.Ssl.PathOf("strict-1.crt"), "-key", field.Ssl.PathOf("strict-1.key"), "-verify_return_error", "-brief"]);

        Assert.Contains("Verification: OK", seen.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_makers_device_gets_its_certificate_by_curl_over_est_and_reports_with_it()
    {
        Assert.SkipUnless(ForeignProgram.Has("curl") && ForeignProgram.Has(Mosquitto.Program), "curl or mosquitto_pub is not installed.");
        var (field, ssl) = (fixture.Field, fixture.Field.Ssl);
        await fixture.Field.RegisterAsync("rooted-1");
        await field.TrustAsync("Est maker", await ssl.AuthorityAsync("est-maker"), "est-[0-9]+");
        await ssl.IssueAsync("est-maker", "est-1", "factory");
        await ssl.RequestAsync("est-1");
        (await ForeignProgram.RunAsync("openssl", ["req", "-in", ssl.PathOf("est-1.csr"), "-outform", "DER", "-out", ssl.PathOf("est-1.der")])).MustSucceed();
        (await ForeignProgram.RunAsync("openssl", ["base64", "-in", ssl.PathOf("est-1.der"), "-out", ssl.PathOf("est-1.b64")])).MustSucceed();
        async Task<string> AskAsync(string address, string operation, string files) => (await ForeignProgram.RunAsync("curl",
        [
            "-sS", "--cacert", ssl.PathOf("root.pem"), "--cert", ssl.PathOf($"{files}.crt"), "--key", ssl.PathOf($"{files}.key"), "-H", "Content-Type: application/pkcs10",
            "--data-binary", "@" + ssl.PathOf("est-1.b64"), "-o", ssl.PathOf("answer"), "-w", "%{http_code}", $"{address}/.well-known/est/{operation}",
        ])).MustSucceed().Output;
        var port = $"https://localhost:{fixture.Console.WebSocketPort}";

        Assert.Equal("200", await AskAsync(port, "simpleenroll", "factory"));
        (await ForeignProgram.RunAsync("openssl", ["base64", "-d", "-in", ssl.PathOf("answer"), "-out", ssl.PathOf("answer.p7")])).MustSucceed();
        (await ForeignProgram.RunAsync("openssl", ["pkcs7", "-inform", "DER", "-in", ssl.PathOf("answer.p7"), "-print_certs", "-out", ssl.PathOf("est-1.crt")])).MustSucceed();
        var sent = await field.Mosquitto("est-1").PublishAsync("devices/est-1/telemetry", Field.Payload(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 21.5));
        Assert.True(sent.ExitCode == 0, sent.Output);

        // Its life has just begun; and certificates are given over TLS alone.
        Assert.Equal("202", await AskAsync(port, "simplereenroll", "est-1"));
        Assert.Equal("403", await AskAsync(fixture.Console.Address.ToString().TrimEnd('/'), "simplereenroll", "est-1"));
    }

    [Fact]
    public async Task Late_and_repeated_readings_leave_the_latest_value_alone()
    {
        var id = await fixture.Field.RegisterAsync("late-1");
        await using var device = fixture.Field.Device("late-1");
        await device.ConnectAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        foreach (var (ts, value) in new[] { (now - 1000, 2.0), (now, 3.0), (now - 2000, 1.0), (now, 3.0) }) await device.PublishAsync(Field.Payload(ts, value));

        Assert.Equal([(now - 2000, 1.0), (now - 1000, 2.0), (now, 3.0)], await fixture.Field.ReadingsAsync(id, "temperature"));
        var latest = (await fixture.Field.Session.GetAsync("/api/v1/devices/late-1/latest")).GetProperty("values")[0];
        Assert.Contains("3", latest.GetProperty("value").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(now, latest.GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds());
    }
}
