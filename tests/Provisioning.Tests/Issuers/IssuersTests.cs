using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Issuers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Issuers;

public class IssuersTests
{
    [Fact]
    public async Task An_organisations_own_issuer_signs_for_it_and_for_nobody_else()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        var issuer = await ceremony.MakeAsync("Meridian");
        var (ours, theirs) = (await estate.RegisterAsync("ours-1"), await estate.RegisterAsync("theirs-1", estate.Site("Mill", estate.Theirs), by: estate.TheirAdmin));

        using var certificate = X509Certificate2.CreateFromPem((await estate.CredentialAsync(ours)).Certificate.CertificatePem);
        var made = await estate.AskAsync<MakeCredential, Result<MakeCredential.Made>>(estate.TheirAdmin, u => u.RunAsync(theirs, default));
        using var foreign = X509Certificate2.CreateFromPem(made.Value.Certificate.CertificatePem);

        Assert.StartsWith("CN=Meridian 2", certificate.Issuer, StringComparison.Ordinal);
        Assert.Equal("CN=IoTConsole devices 1", foreign.Issuer);
        Assert.DoesNotContain((await ceremony.TreeAsync(estate.TheirAdmin)).Issuers, i => i.Id == issuer);
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        Assert.Equal("provisioning.no-issuer", (await estate.AskAsync<IssueCertificate, Result<CertificateIssue.Issued>>(estate.TheirAdmin, u => u.RunAsync(new(theirs, maker.Csr("x"), issuer), default))).Problem?.Code);
        Assert.Equal("provisioning.no-issuer", (await ceremony.BringAsync(issuer, "x", estate.TheirAdmin))?.Code);

        // Even a certificate that it signed for a device of another organisation opens nothing.
        var own = estate.Console.Services.GetRequiredService<EmbeddedAuthority>();
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var forged = own.IssueForDevice(new PublicKey(key), "theirs-1", own.Issuers.Single(i => i.Id == issuer));
        Assert.Equal("authority-of-another-tenant", (await estate.ConnectAsync("theirs-1", forged)).Reason);
    }

    [Fact]
    public async Task The_issuer_of_a_batch_signs_only_when_it_is_chosen()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        var batch = await ceremony.MakeAsync("Factory", "2026-11");
        var id = await estate.RegisterAsync("dev-1");
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());

        var usual = (await estate.IssueAsync(id, maker.Csr("x"))).Value;
        var chosen = (await estate.AskAsync<IssueCertificate, Result<CertificateIssue.Issued>>(estate.Admin, u => u.RunAsync(new(id, maker.Csr("x", "RSA", 3072), batch), default))).Value;

        Assert.Equal("CN=IoTConsole devices 1", X509Certificate2.CreateFromPem(usual.CertificatePem).Issuer);
        using var certificate = X509Certificate2.CreateFromPem(chosen.CertificatePem);
        Assert.Equal("CN=Factory 2", certificate.Issuer);
        Assert.NotNull((await estate.ConnectAsync("dev-1", certificate)).Identity);
        Assert.Equal(("2026-11", 1, false), ((await ceremony.RowAsync(batch)).Batch, (await ceremony.RowAsync(batch)).Issued, (await ceremony.RowAsync(batch)).IsUsual));
    }

    [Fact]
    public async Task Only_who_may_makes_issuers_and_only_the_platform_those_of_the_console()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        async Task<string?> MakeAsync(Actor by, MakeIssuer.Input input) => (await estate.AskAsync<MakeIssuer, Result<Guid>>(by, u => u.RunAsync(input, default))).Problem?.Code;

        Assert.Equal("access.not-the-platform", await MakeAsync(estate.Admin, new("All", ForWholeConsole: true)));
        Assert.Equal("access.missing-permission", await MakeAsync(estate.MillManager, new("Mill")));
        Assert.Equal("access.missing-permission", await MakeAsync(estate.As(Role.Administrator, "Mill"), new("Mill")));
        Assert.Equal("provisioning.issuer-name", await MakeAsync(estate.Admin, new(" ")));
        Assert.Equal("provisioning.issuer-name", await MakeAsync(estate.Admin, new(new string('x', 51))));
        Assert.Equal("provisioning.issuer-batch", await MakeAsync(estate.Admin, new("x", new string('x', 51))));
        var common = await ceremony.MakeAsync("Everybody", forConsole: true);
        Assert.Equal(common, (await ceremony.TreeAsync(estate.TheirAdmin)).Issuers.Single(i => i.IsUsual).Id);
    }

    [Fact]
    public async Task Another_node_notices_a_new_issuer_and_the_servers_chain_stays_whole()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        var services = estate.Console.Services;
        using var node = new EmbeddedAuthority(
            services.GetRequiredService<IDbContextFactory<ConsoleDb>>(), services.GetRequiredService<KeyFile>(), services.GetRequiredService<PkiSettings>(), services.GetRequiredService<ClockWatch>(), estate.Console.Clock);
        await node.OpenAsync(default);
        var server = services.GetRequiredService<IServerIdentity>();
        var leaf = server.Certificate;
        estate.Console.Clock.Advance(TimeSpan.FromSeconds(1));

        var common = await ceremony.MakeAsync("Everybody", forConsole: true);
        await node.CatchUpAsync(always: false, default);

        Assert.Equal(common, node.IssuerFor(estate.Tenant)?.Id);
        Assert.Same(leaf, server.Certificate);
        Assert.Equal(leaf.Issuer, Assert.Single(server.Chain).Subject);
    }

    [Fact]
    public async Task A_weak_key_is_refused_wherever_it_comes_in_and_RSA_of_enough_bits_is_not()
    {
        await using var estate = await Estate.StartAsync();
        var now = estate.Console.Clock.GetUtcNow();
        using var weak = new Maker(now, rsaBits: 1024);
        using var strong = new Maker(now, rsaBits: 2048);
        Task<Result<Guid>> TrustAsync(string pem) => estate.AskAsync<TrustAuthority, Result<Guid>>(
            estate.Admin, u => u.RunAsync(new("Maker", pem, new("SN-[0-9]+", estate.Floor.Id, "G1", true, true)), default));

        Assert.Equal("provisioning.authority-key", (await TrustAsync(weak.RootPem)).Problem?.Code);
        Assert.Null((await TrustAsync(strong.RootPem)).Problem);

        Assert.NotNull((await estate.ConnectAsync("SN-1", strong.Certificate("SN-1", algorithm: "RSA", bits: 3072))).Identity);
        Assert.NotNull((await estate.ConnectAsync("SN-2", strong.Certificate("SN-2"))).Identity);
        Assert.Equal("certificate-weak-key", (await estate.ConnectAsync("SN-3", strong.Certificate("SN-3", algorithm: "RSA", bits: 1024))).Reason);
    }
}
