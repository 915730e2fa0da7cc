using IoTConsole.Web.Tests.Running;
using MQTTnet;

namespace IoTConsole.Web.Tests.Devices;

/// <summary>Who is not let in, with which answer, and counted under which reason.</summary>
public class ConnectRefusalTests(FieldFixture fixture) : IClassFixture<FieldFixture>
{
    private Field Field => fixture.Field;

    [Fact]
    public async Task A_stranger_with_a_self_signed_certificate()
    {
        await Field.RegisterAsync("self-1");
        await Field.Ssl.SelfSignedAsync("self-1", "forged-1");

        await RefusedAsync("self-1", "forged-1", MqttClientConnectResultCode.NotAuthorized, "self-signed");
    }

    [Fact]
    public async Task A_certificate_of_an_authority_that_nobody_trusts()
    {
        await Field.RegisterAsync("foreign-1");
        await Field.Ssl.AuthorityAsync("nobodys-root");
        await Field.Ssl.IssueAsync("nobodys-root", "foreign-1", "foreign-files");

        await RefusedAsync("foreign-1", "foreign-files", MqttClientConnectResultCode.NotAuthorized, "unknown-authority");
    }

    [Fact]
    public async Task A_certificate_that_has_expired()
    {
        await TrustAsync("makers-root-1", "^exp-.*$");
        await Field.Ssl.IssueAsync("makers-root-1", "exp-1", "exp-old", days: -2);
        await Field.Ssl.IssueAsync("makers-root-1", "exp-1", "exp-new");

        await RefusedAsync("exp-1", "exp-old", MqttClientConnectResultCode.NotAuthorized, "certificate-expired");

        await using var device = Field.Device("exp-1", "exp-new"); // not blind: the same name with a valid one comes in
        Assert.Equal(MqttClientConnectResultCode.Success, await device.ConnectAsync());
    }

    [Fact]
    public async Task A_certificate_that_was_revoked_even_while_connected()
    {
        var id = await Field.RegisterAsync("revoked-1");
        await using var device = Field.Device("revoked-1");
        Assert.Equal(MqttClientConnectResultCode.Success, await device.ConnectAsync());

        var certificates = await Field.Session.AllAsync($"/api/v1/devices/{id}/certificates");
        await Field.Session.SendAsync(HttpMethod.Delete, $"/api/v1/devices/{id}/certificates/{certificates.Single().GetProperty("id").GetString()}?why=Stolen");

        await Until.TrueAsync(() => !device.IsConnected, "the session of a revoked certificate ended", TimeSpan.FromSeconds(10));
        await RefusedAsync("revoked-1", "revoked-1", MqttClientConnectResultCode.NotAuthorized, "certificate-revoked");
    }

    [Fact]
    public async Task A_device_that_nobody_registered_with_a_certificate_of_ours()
    {
        var id = await Field.RegisterAsync("gone-1");
        await ChangeStateAsync(id, "Decommissioned");

        await using var device = Field.Device("gone-1");
        var answer = await device.ConnectAsync();

        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, answer);
    }

    [Fact]
    public async Task A_name_that_no_template_expects()
    {
        await TrustAsync("makers-root-2", "^known-.*$");
        await Field.Ssl.IssueAsync("makers-root-2", "unexpected-1", "unexpected-1");

        await using var device = Field.Device("unexpected-1");

        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await device.ConnectAsync());
    }

    [Fact]
    public async Task A_device_that_calls_itself_another()
    {
        await Field.RegisterAsync("victim-1");
        await Field.RegisterAsync("thief-1");
        await using var victim = Field.Device("victim-1");
        Assert.Equal(MqttClientConnectResultCode.Success, await victim.ConnectAsync());

        await RefusedAsync("victim-1", "thief-1", MqttClientConnectResultCode.ClientIdentifierNotValid, "client-id-mismatch");

        Assert.True(victim.IsConnected); // the thief did not take the session over
        Assert.Equal(MqttClientPublishReasonCode.Success, await victim.PublishAsync(Field.Payload(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 1)));
    }

    [Fact]
    public async Task A_device_in_quarantine_until_it_is_released()
    {
        var id = await Field.RegisterAsync("quarantine-1");
        await using (var before = Field.Device("quarantine-1")) Assert.Equal(MqttClientConnectResultCode.Success, await before.ConnectAsync());

        await ChangeStateAsync(id, "Quarantined");

        await RefusedAsync("quarantine-1", "quarantine-1", MqttClientConnectResultCode.Banned, "device-quarantined");
        await ChangeStateAsync(id, "Active");
        await using var after = Field.Device("quarantine-1");
        Assert.Equal(MqttClientConnectResultCode.Success, await after.ConnectAsync());
    }

    [Fact]
    public async Task A_client_without_any_certificate()
    {
        var before = await Field.RefusedAsync("connect", "no-certificate");
        await using var device = new MqttDevice(fixture.Console.TlsPort, "bare-1", null);

        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await device.ConnectAsync());
        await Field.CountedAsync("connect", "no-certificate", before + 1);
    }

    private async Task RefusedAsync(string clientId, string files, MqttClientConnectResultCode answer, string reason)
    {
        var before = await Field.RefusedAsync("connect", reason);
        await using var device = Field.Device(clientId, files);

        Assert.Equal(answer, await device.ConnectAsync());
        await Field.CountedAsync("connect", reason, before + 1);
    }

    private async Task TrustAsync(string authority, string pattern)
    {
        var pem = await Field.Ssl.AuthorityAsync(authority);
        await Field.TrustAsync(authority, pem, pattern);
    }

    private Task ChangeStateAsync(string id, string to) => Field.Session.PostAsync($"/api/v1/devices/{id}/state", new { to, why = "The test says so" });
}
