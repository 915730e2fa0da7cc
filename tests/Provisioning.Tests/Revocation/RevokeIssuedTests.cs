using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Gate;
using IoTConsole.Provisioning.Issuers;
using IoTConsole.Provisioning.Revocation;
using IoTConsole.Provisioning.Tests.Bulk;
using IoTConsole.Provisioning.Tests.Issuers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using static IoTConsole.Provisioning.Tests.Bulk.Runner;

namespace IoTConsole.Provisioning.Tests.Revocation;

public class RevokeIssuedTests
{
    private const string Verb = "devices.revoke-certificates";

    private static readonly (string, string) _why = ("why", "Keys were copied");

    private static Task<Result<PreviewRevocation.Row>> LookAsync(Estate estate, Guid authority, Actor? by = null) =>
        estate.AskAsync<PreviewRevocation, Result<PreviewRevocation.Row>>(by ?? estate.Admin, u => u.RunAsync(authority, default));

    private static Task<Result<int>> RevokeAsync(Estate estate, Guid authority, int count, bool also = true, Actor? by = null, string why = "Keys were copied") =>
        estate.AskAsync<RevokeIssued, Result<int>>(by ?? estate.Admin, u => u.RunAsync(new(authority, why, count, also), default));

    private static async Task<X509Certificate2> CertifyAsync(Estate estate, Guid device, Maker maker, Guid? issuer = null)
    {
        var issued = await estate.AskAsync<IssueCertificate, Result<CertificateIssue.Issued>>(estate.Admin, u => u.RunAsync(new(device, maker.Csr("x"), issuer), default));
        Assert.Null(issued.Problem);
        return X509Certificate2.CreateFromPem(issued.Value.CertificatePem);
    }

    [Fact]
    public async Task A_batch_is_revoked_with_its_authority_exactly_as_counted_and_other_devices_stay()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        var (bad, good) = (await ceremony.MakeAsync("Factory", "2026-11"), await ceremony.MakeAsync("Factory", "2026-12"));
        var (first, second, other) = (await estate.RegisterAsync("bad-1"), await estate.RegisterAsync("bad-2"), await estate.RegisterAsync("good-1"));
        var (one, two, twice) = (await CertifyAsync(estate, first, maker, bad), await CertifyAsync(estate, second, maker, bad), await CertifyAsync(estate, first, maker, bad));
        var (unlike, another) = (await CertifyAsync(estate, other, maker, good), await CertifyAsync(estate, second, maker));

        var look = (await LookAsync(estate, bad)).Value;
        Assert.Equal((3, 2, false), (look.Certificates, look.Devices, look.Ended));
        Assert.NotNull((await estate.ConnectAsync("bad-1", one)).Identity); // a look changes nothing
        Assert.Equal("provisioning.other-count", (await RevokeAsync(estate, bad, 2)).Problem?.Code);
        Assert.Equal("provisioning.why-needed", (await RevokeAsync(estate, bad, 3, why: " ")).Problem?.Code);

        Assert.Equal(3, (await RevokeAsync(estate, bad, 3)).Value);

        Assert.Equal("issuer-revoked", (await estate.ConnectAsync("bad-1", one)).Reason);
        Assert.Equal("issuer-revoked", (await estate.ConnectAsync("bad-1", twice)).Reason);
        Assert.Equal("issuer-revoked", (await estate.ConnectAsync("bad-2", two)).Reason);
        Assert.NotNull((await estate.ConnectAsync("good-1", unlike)).Identity);
        Assert.NotNull((await estate.ConnectAsync("bad-2", another)).Identity);
        Assert.Equal((0, true), ((await LookAsync(estate, bad)).Value.Certificates, (await LookAsync(estate, bad)).Value.Ended));
        Assert.Equal(3, await estate.Console.LookAsync(db => db.Set<DeviceCertificate>().CountAsync(c => c.RevokedAt != null && c.RevokedWhy == "Keys were copied")));

        // Nothing new comes from it, and the root's list says why.
        Assert.Equal("provisioning.no-issuer", (await estate.AskAsync<IssueCertificate, Result<CertificateIssue.Issued>>(estate.Admin, u => u.RunAsync(new(first, maker.Csr("x"), bad), default))).Problem?.Code);
        var own = estate.Console.Services.GetRequiredService<EmbeddedAuthority>();
        File.WriteAllBytes(ceremony.Keeper.At("root.crl"), (await estate.Console.Services.GetRequiredService<RevocationLists>().FindAsync(own.RootId, default))!.Content);
        Assert.Contains(own.Issuers.Single(i => i.Id == bad).Certificate.SerialNumber, ceremony.Keeper.Run("crl", "-inform", "DER", "-in", "root.crl", "-noout", "-text"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_makers_devices_are_revoked_and_trust_in_it_ends()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        var authority = await estate.TrustAsync(maker.RootPem);
        var certificate = maker.Certificate("SN-1");
        Assert.NotNull((await estate.ConnectAsync("SN-1", certificate)).Identity);

        Assert.Equal(1, (await LookAsync(estate, authority)).Value.Certificates);
        Assert.Equal(1, (await RevokeAsync(estate, authority, 1, also: false)).Value);
        Assert.Equal("certificate-revoked", (await estate.ConnectAsync("SN-1", certificate)).Reason);
        Assert.NotNull((await estate.ConnectAsync("SN-2", maker.Certificate("SN-2"))).Identity);

        Assert.Equal(1, (await RevokeAsync(estate, authority, 1)).Value);
        Assert.Equal("unknown-authority", (await estate.ConnectAsync("SN-3", maker.Certificate("SN-3"))).Reason);
    }

    [Fact]
    public async Task Everybodys_issuer_is_the_platforms_to_revoke_for_all_organisations_and_not_the_last_one()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        var own = estate.Console.Services.GetRequiredService<EmbeddedAuthority>();
        var server = estate.Console.Services.GetRequiredService<IServerIdentity>();
        var first = own.Issuers[0].Id;
        var theirs = await estate.RegisterAsync("theirs-1", estate.Site("Mill", estate.Theirs), by: estate.TheirAdmin);
        await estate.AskAsync<MakeCredential, Result<MakeCredential.Made>>(estate.TheirAdmin, u => u.RunAsync(theirs, default));
        await estate.CredentialAsync(await estate.RegisterAsync("ours-1"));
        Assert.NotNull(server.Certificate);

        Assert.Equal("access.not-the-platform", (await LookAsync(estate, first)).Problem?.Code);
        Assert.Equal("access.not-the-platform", (await RevokeAsync(estate, first, 1)).Problem?.Code);
        Assert.Equal(2, (await LookAsync(estate, first, ceremony.Platform)).Value.Certificates);
        Assert.Equal("provisioning.last-issuer", (await RevokeAsync(estate, first, 2, by: ceremony.Platform)).Problem?.Code);
        await ceremony.MakeAsync("Everybody", forConsole: true);
        Assert.Equal(2, (await RevokeAsync(estate, first, 2, by: ceremony.Platform)).Value);

        Assert.Equal("CN=Everybody 2", server.Certificate.Issuer);
        Assert.Equal(server.Certificate.Issuer, Assert.Single(server.Chain).Subject);
        Assert.Equal("provisioning.no-issuer", (await RevokeAsync(estate, own.RootId, 0, by: ceremony.Platform)).Problem?.Code);
    }

    [Fact]
    public async Task Another_organisations_authorities_are_not_there_and_roles_decide()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        var (issuer, authority) = (await ceremony.MakeAsync("Meridian"), await estate.TrustAsync(maker.RootPem));

        foreach (var id in new[] { issuer, authority })
        {
            Assert.Equal("provisioning.no-issuer", (await LookAsync(estate, id, estate.TheirAdmin)).Problem?.Code);
            Assert.Equal("provisioning.no-issuer", (await RevokeAsync(estate, id, 0, by: estate.TheirAdmin)).Problem?.Code);
            Assert.Equal("access.missing-permission", (await LookAsync(estate, id, estate.MillManager)).Problem?.Code);
            Assert.Equal("access.missing-permission", (await RevokeAsync(estate, id, 0, by: estate.As(Role.Administrator, "Mill"))).Problem?.Code);
        }

        Assert.True(estate.Console.Services.GetRequiredService<EmbeddedAuthority>().IssuerFor(estate.Tenant, issuer) is not null);
    }

    [Fact]
    public async Task One_device_or_all_that_match_are_revoked_by_a_run_and_their_sessions_end()
    {
        var sessions = new NotedSessions();
        await using var estate = await Estate.StartAsync(more: s => s.AddSingleton<IBrokerSessions>(sessions));
        var services = estate.Console.Services;
        using var drop = new DropSessions(estate.Directory, services.GetRequiredService<CertificateRegister>(), services, NullLogger<DropSessions>.Instance);
        await drop.StartAsync(default);
        var admin = await estate.PersonAsync("admin");
        var (one, two) = (await estate.RegisterAsync("d-1", tags: ["batch"]), await estate.RegisterAsync("d-2"));
        await estate.RegisterAsync("d-3", tags: ["batch"]);
        using var certificate = X509Certificate2.CreateFromPem((await estate.CredentialAsync(one)).Certificate.CertificatePem);
        using var other = X509Certificate2.CreateFromPem((await estate.CredentialAsync(two)).Certificate.CertificatePem);

        var look = (await estate.LookAsync(admin, Verb, Asked(_why), Matching("tag=batch"))).Value;
        var run = await estate.DoAsync(admin, Verb, Asked(_why), Matching("tag=batch"));

        Assert.Equal((1, "provisioning.holds-none: 1"), (look.Changes, look.Skipped.Said()));
        Assert.Equal((1, "provisioning.holds-none: 1"), (run.Line.Changed, run.Reasons.Said()));
        Assert.Equal("d-1", await sessions.NextAsync());
        Assert.Equal("certificate-revoked", (await estate.ConnectAsync("d-1", certificate)).Reason);
        Assert.NotNull((await estate.ConnectAsync("d-2", other)).Identity);
        Assert.Equal("provisioning.why-needed", (await estate.LookAsync(admin, Verb, Asked(), Matching(""))).Problem?.Code);
        Assert.Equal("access.missing-permission", (await estate.LookAsync(estate.As(Role.Operator, ""), Verb, Asked(_why), Matching(""))).Problem?.Code);
        await drop.StopAsync(default);
    }

    [Fact]
    public async Task A_thousand_of_ten_thousand_go_within_ten_seconds_and_the_rest_stay()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        var (bad, good) = (await estate.PlanAsync(1_000, prefix: "bad"), await estate.PlanAsync(9_000, prefix: "good"));
        await estate.Console.LookAsync(async db =>
        {
            var now = estate.Console.Clock.GetUtcNow();
            foreach (var (id, i) in bad.Concat(good).Select((id, i) => (id, i)))
            {
                db.Add(new DeviceCertificate
                {
                    Id = Guid.CreateVersion7(now), TenantId = estate.Tenant, DeviceId = id, SerialNumber = $"{i:x16}", Thumbprint = $"{i:x64}", Mark = $"{i:x32}", Subject = $"CN=d{i}", Issuer = "CN=x",
                    NotBefore = now.AddDays(-1), NotAfter = now.AddYears(1), RecordedAt = now, RecordedBy = "test",
                });
            }

            db.AuditAsOne("Certificates of the test");
            return await db.SaveChangesAsync();
        });
        await estate.Console.Services.GetRequiredService<CertificateRegister>().CatchUpAsync(default);
        var clock = Stopwatch.StartNew();

        var look = (await estate.LookAsync(admin, Verb, Asked(_why), Matching("q=bad"))).Value;
        var run = await estate.DoAsync(admin, Verb, Asked(_why), Matching("q=bad"));

        Assert.Equal((1_000, 1_000), (look.Changes, run.Line.Changed));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
        Assert.Equal(1_000, await estate.Console.LookAsync(db => db.Set<DeviceCertificate>().CountAsync(c => c.RevokedAt != null)));
        Assert.Equal(9_000, await estate.Console.LookAsync(db => db.Set<DeviceCertificate>().CountAsync(c => c.RevokedAt == null && c.Subject != "")));
        Assert.All(good.Take(100), id => Assert.Equal(1, estate.Console.Services.GetRequiredService<CertificateRegister>().HeldBy(id)));
    }
}
