using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Gate;
using IoTConsole.Provisioning.Lifecycle;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Gate;

public class ConnectGateTests
{
    [Fact]
    public async Task A_device_is_let_in_by_the_certificate_that_was_issued_for_its_own_request()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        var id = await estate.RegisterAsync("dev-1", isGateway: true);
        var issued = await estate.IssueAsync(id, maker.Csr("whatever the device likes"));

        var verdict = await estate.ConnectAsync("dev-1", X509Certificate2.CreateFromPem(issued.Value.CertificatePem));

        var identity = Assert.IsType<DeviceIdentity>(verdict.Identity);
        Assert.Equal((id, "dev-1", estate.Tenant, true), (identity.Id, identity.ClientId, identity.TenantId, identity.IsGateway));
        Assert.Equal(LifecycleState.Provisioned, estate.Directory.Find(id)!.State);
    }

    [Fact]
    public async Task Each_wrong_certificate_is_refused_with_its_own_reason()
    {
        await using var estate = await Estate.StartAsync();
        var now = estate.Console.Clock.GetUtcNow();
        using var maker = new Maker(now);
        using var stranger = new Maker(now);
        await estate.TrustAsync(maker.RootPem);

        async Task MustBe(string reason, X509Certificate2? certificate, string clientId = "SN-1", ConnectRefusal code = ConnectRefusal.NotAuthorized)
        {
            var verdict = await estate.ConnectAsync(clientId, certificate);
            Assert.Equal((reason, code), (verdict.Reason, verdict.Refusal));
            Assert.Null(verdict.Identity);
        }

        await MustBe("no-certificate", null);
        await MustBe("certificate-expired", maker.Certificate("SN-1", now.AddDays(-9), now.AddDays(-1)));
        await MustBe("certificate-not-yet-valid", maker.Certificate("SN-1", now.AddDays(1), now.AddDays(9)));
        await MustBe("unknown-authority", stranger.Certificate("SN-1"));
        await MustBe("self-signed", maker.SelfSigned("SN-1"));
        await MustBe("certificate-wrong-usage", maker.Certificate("SN-1", usage: "serverAuth"));
        await MustBe("client-id-mismatch", maker.Certificate("SN-1"), "SN-2", ConnectRefusal.ClientIdentifierNotValid);
        await MustBe("no-template", maker.Certificate("other"), "other");
        await MustBe("no-template", maker.Certificate("SN-1x"), "SN-1x");
        await MustBe("client-id-not-valid", maker.Certificate("a b"), "a b", ConnectRefusal.ClientIdentifierNotValid);
        await MustBe("self-signed", X509Certificate2.CreateFromPem(maker.RootPem), "Maker-root");
        Assert.Equal(0, await estate.Console.LookAsync(db => db.Set<Device>().CountAsync()));
    }

    [Fact]
    public async Task The_consoles_own_server_certificate_is_no_device()
    {
        await using var estate = await Estate.StartAsync();
        await estate.RegisterAsync("IoTConsole");

        var verdict = await estate.ConnectAsync("IoTConsole", estate.Console.Services.GetRequiredService<IServerIdentity>().Certificate);

        Assert.Equal("certificate-wrong-usage", verdict.Reason);
    }

    [Fact]
    public async Task Nobody_connects_as_another_device()
    {
        await using var estate = await Estate.StartAsync();
        var mine = await estate.RegisterAsync("mine");
        await estate.RegisterAsync("yours");
        var made = await estate.CredentialAsync(mine);

        var verdict = await estate.ConnectAsync("yours", X509Certificate2.CreateFromPem(made.Certificate.CertificatePem));

        Assert.Equal((ConnectRefusal.ClientIdentifierNotValid, "client-id-mismatch"), (verdict.Refusal, verdict.Reason));
    }

    [Theory]
    [InlineData(LifecycleState.Quarantined, ConnectRefusal.Banned, "device-quarantined")]
    [InlineData(LifecycleState.Decommissioned, ConnectRefusal.NotAuthorized, "device-decommissioned")]
    public async Task A_device_that_is_no_longer_trusted_is_refused(LifecycleState state, ConnectRefusal code, string reason)
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        var made = await estate.CredentialAsync(id);
        await estate.AskAsync<ChangeDeviceState, Result<LifecycleState>>(estate.Admin, u => u.RunAsync(new(id, state, "Stolen"), default));

        var verdict = await estate.ConnectAsync("dev-1", X509Certificate2.CreateFromPem(made.Certificate.CertificatePem));

        Assert.Equal((code, reason), (verdict.Refusal, verdict.Reason));
    }

    [Fact]
    public async Task A_decommissioned_device_of_a_trusted_maker_is_refused_by_its_state()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        await estate.TrustAsync(maker.RootPem);
        var first = maker.Certificate("SN-7");
        var id = ((DeviceIdentity)(await estate.ConnectAsync("SN-7", first)).Identity!).Id;
        await estate.AskAsync<ChangeDeviceState, Result<LifecycleState>>(estate.Admin, u => u.RunAsync(new(id, LifecycleState.Decommissioned, "Scrapped"), default));

        Assert.Equal("device-decommissioned", (await estate.ConnectAsync("SN-7", first)).Reason);
        Assert.Equal("device-decommissioned", (await estate.ConnectAsync("SN-7", maker.Certificate("SN-7"))).Reason);
    }

    [Fact]
    public async Task A_revoked_certificate_is_refused_and_another_one_of_the_device_is_not()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        var (first, second) = (await estate.CredentialAsync(id), await estate.CredentialAsync(id));
        await estate.AskAsync<RevokeCertificate, Result<Done>>(estate.Admin, u => u.RunAsync(new(id, first.Certificate.Id, "Key was copied"), default));

        Assert.Equal("certificate-revoked", (await estate.ConnectAsync("dev-1", X509Certificate2.CreateFromPem(first.Certificate.CertificatePem))).Reason);
        Assert.NotNull((await estate.ConnectAsync("dev-1", X509Certificate2.CreateFromPem(second.Certificate.CertificatePem))).Identity);
    }

    [Fact]
    public async Task A_device_of_another_tenant_is_out_of_reach_for_an_authority_that_its_owner_does_not_trust()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        await estate.TrustAsync(maker.RootPem, pattern: ".*", of: estate.Theirs);
        await estate.RegisterAsync("SN-1");

        var verdict = await estate.ConnectAsync("SN-1", maker.Certificate("SN-1"));

        Assert.Equal("authority-of-another-tenant", verdict.Reason);
    }

    [Fact]
    public async Task Two_tenants_that_expect_the_same_device_from_one_maker_get_it_by_registering_it()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        await estate.TrustAsync(maker.RootPem);
        await estate.TrustAsync(maker.RootPem, of: estate.Theirs);

        Assert.Equal("ambiguous-template", (await estate.ConnectAsync("SN-1", maker.Certificate("SN-1"))).Reason);

        await estate.RegisterAsync("SN-1");
        Assert.Equal(estate.Tenant, (await estate.ConnectAsync("SN-1", maker.Certificate("SN-1"))).Identity?.TenantId);
    }

    [Fact]
    public async Task A_known_device_is_answered_without_the_database()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        var certificate = X509Certificate2.CreateFromPem((await estate.CredentialAsync(id)).Certificate.CertificatePem);
        File.Move(Path.Combine(estate.Console.DataDirectory, "console.db"), Path.Combine(estate.Console.DataDirectory, "away.db"));

        var verdict = await estate.ConnectAsync("dev-1", certificate);

        Assert.NotNull(verdict.Identity);
    }

    [Fact]
    public async Task On_the_plain_loopback_port_the_client_id_names_the_device()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        Task<ConnectVerdict> Plain(string clientId) => estate.Gate.AdmitAsync(new(clientId, null, null, null, [], false, "127.0.0.1"), default);

        Assert.Equal(id, ((DeviceIdentity)(await Plain("dev-1")).Identity!).Id);
        Assert.Equal(LifecycleState.Provisioned, estate.Directory.Find(id)!.State);
        Assert.Equal("unknown-device", (await Plain("dev-2")).Reason);
    }

    [Fact]
    public void A_device_listens_to_its_own_commands_only()
    {
        var gate = new SubscribeGate();
        var device = new DeviceIdentity(Guid.CreateVersion7(), "a", Guid.CreateVersion7(), false);
        var gateway = new DeviceIdentity(Guid.CreateVersion7(), "a", Guid.CreateVersion7(), true);

        Assert.All(["devices/a/commands", "devices/a/commands/#"], f => Assert.True(gate.Allows(device, f)));
        Assert.All(
            ["#", "+/a/commands", "devices/+/commands", "devices/b/commands", "devices/ab/commands", "devices/a/#", "gateways/a/commands", "$SYS/#", "$aws/#"],
            f => Assert.False(gate.Allows(device, f), f));
        Assert.True(gate.Allows(gateway, "gateways/a/commands/#"));
        Assert.False(gate.Allows(gateway, "gateways/b/commands"));
    }
}
