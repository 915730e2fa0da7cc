using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Issuers;
using IoTConsole.Provisioning.Lifecycle;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Est;

public class EstTests
{
    [Fact]
    public async Task A_makers_device_enrols_with_curl_and_openssl_connects_and_renews_when_two_thirds_are_over()
    {
        await using var est = await EstServer.StartAsync();
        using var maker = new Maker(est.Now);
        await est.Estate.TrustAsync(maker.RootPem);
        est.Ssl.Write("authorities.pem", est.Certificates(est.Curl("cacerts")));
        var attributes = est.Curl("csrattrs");
        est.Ssl.Run("base64", "-d", "-in", attributes.File, "-out", "attributes.der");
        Assert.Contains("prime256v1", est.Ssl.Run("asn1parse", "-inform", "DER", "-in", "attributes.der"), StringComparison.Ordinal);

        // What it asks for besides a key counts for nothing.
        var enrolled = est.Curl("simpleenroll", est.Bear(maker, "SN-7"), est.Request("fresh", "whoever", "DNS:evil.example", asksToBeAnAuthority: true));
        using var certificate = est.Keep(enrolled, "fresh");

        Assert.Contains("Content-Type: application/pkcs7-mime; smime-type=certs-only", enrolled.Headers, StringComparison.Ordinal);
        Assert.Contains(": OK", est.Ssl.Run("verify", "-purpose", "sslclient", "-CAfile", "root.pem", "-untrusted", "authorities.pem", "fresh.crt"), StringComparison.Ordinal);
        var text = est.Ssl.Run("x509", "-in", "fresh.crt", "-noout", "-text");
        Assert.Contains("CA:FALSE", text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", text, StringComparison.Ordinal);
        Assert.Equal("CN=SN-7", certificate.Subject);
        Assert.Equal((LifecycleState.Provisioned, "G1"), (est.Estate.Directory.FindByDeviceId("SN-7")!.State, est.Estate.Directory.FindByDeviceId("SN-7")!.Model));
        Assert.NotNull((await est.Estate.ConnectAsync("SN-7", certificate)).Identity);
        Assert.Equal("SN-7", await est.Estate.Console.LookAsync(db => db.Set<DeviceCertificate>().Where(c => c.IssuerId != null).Select(c => c.RecordedBy).SingleAsync()));

        // Too early: it is told its own moment, and comes then with another key.
        var early = est.Curl("simplereenroll", "fresh", est.Request("next", "SN-7"));
        Assert.Equal((202, "too-early"), (early.Code, early.Body));
        var life = certificate.NotAfter - certificate.NotBefore;
        Assert.InRange(early.RetryAfter, (life / 3 * 1.9).TotalSeconds, (life / 6 * 5).TotalSeconds);
        est.Estate.Console.Clock.Advance(TimeSpan.FromSeconds(early.RetryAfter));
        using var renewed = est.Keep(est.Curl("simplereenroll", "fresh", est.Request("next", "SN-7")), "next");
        Assert.NotEqual(certificate.SerialNumber, renewed.SerialNumber);
        Assert.NotNull((await est.Estate.ConnectAsync("SN-7", renewed)).Identity);

        // The answer may have been lost on its way.
        Assert.NotNull((await est.Estate.ConnectAsync("SN-7", certificate)).Identity);
    }

    [Fact]
    public async Task A_certificate_that_ended_is_renewed_for_a_while_and_a_revoked_one_never()
    {
        await using var est = await EstServer.StartAsync(new Dictionary<string, string?> { ["Pki:DeviceDays"] = "30", ["Pki:RenewalGraceDays"] = "10" });
        await est.HaveAsync("slept-1");
        var taken = await est.HaveAsync("taken-1");
        var gone = await est.HaveAsync("gone-1");
        await RevokeAsync(est, taken);
        est.Estate.Console.Clock.Advance(TimeSpan.FromDays(39));
        Assert.Equal("certificate-expired", (await est.Estate.ConnectAsync("slept-1", Certificate(est, "slept-1"))).Reason);

        // Only to renew: whatever else an ended certificate asks is refused.
        Assert.Equal((403, "certificate-expired"), Said(est.Curl("simpleenroll", "slept-1", est.Request("a", "slept-1"))));
        using var renewed = est.Keep(est.Curl("simplereenroll", "slept-1", est.Request("a", "slept-1")), "a");
        Assert.NotNull((await est.Estate.ConnectAsync("slept-1", renewed)).Identity);
        Assert.Equal((403, "certificate-revoked"), Said(est.Curl("simplereenroll", "taken-1", est.Request("b", "taken-1"))));
        Assert.Null((await est.Estate.AskAsync<ChangeDeviceState, Result<LifecycleState>>(est.Estate.Admin, u => u.RunAsync(new(gone, LifecycleState.Quarantined, "Odd"), default))).Problem);
        Assert.Equal((403, "device-quarantined"), Said(est.Curl("simplereenroll", "gone-1", est.Request("c", "gone-1"))));

        est.Estate.Console.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal((403, "certificate-expired"), Said(est.Curl("simplereenroll", "slept-1", est.Request("d", "slept-1"))));
        Assert.Equal((2, 1, 1), (est.Refused("certificate-expired"), est.Refused("certificate-revoked"), est.Refused("device-quarantined")));
    }

    [Fact]
    public async Task Whoever_waits_for_approval_is_told_to_come_back_and_gets_it_afterwards()
    {
        await using var est = await EstServer.StartAsync();
        using var maker = new Maker(est.Now);
        await est.Estate.TrustAsync(maker.RootPem, automatically: false);
        var (bearer, request) = (est.Bear(maker, "SN-8"), est.Request("key", "SN-8"));

        var waits = est.Curl("simpleenroll", bearer, request);
        Assert.Equal((202, "device-waits-for-approval", 60), (waits.Code, waits.Body, waits.RetryAfter));
        await est.Estate.Console.Services.GetRequiredService<DeviceSightings>().WriteAsync(default);
        var sighting = (await est.Estate.AskAsync<ListSightings, Result<ListSightings.Rows>>(est.Estate.Admin, u => u.RunAsync(new(), default))).Value.Items.Single();
        Assert.Null((await est.Estate.AskAsync<ApproveSightings, Result<int>>(est.Estate.Admin, u => u.RunAsync(new([sighting.Id], "G1"), default))).Problem);

        using var certificate = est.Keep(est.Curl("simpleenroll", bearer, request), "key");
        Assert.NotNull((await est.Estate.ConnectAsync("SN-8", certificate)).Identity);
    }

    [Fact]
    public async Task What_is_not_right_is_refused_in_one_word_and_counted()
    {
        await using var est = await EstServer.StartAsync(new Dictionary<string, string?> { ["Pki:RenewAnytime"] = "true", ["Pki:CertificatesPerDay"] = "3" });
        using var maker = new Maker(est.Now);
        await est.Estate.TrustAsync(maker.RootPem);
        using var stranger = new Maker(est.Now);
        await est.HaveAsync("pump-1");
        var fine = est.Request("fine", "pump-1");
        (int Code, string Word) Post(string? holder, string body, string operation = "simplereenroll", string type = "application/pkcs10") => Said(est.Curl(operation, holder, body, type));

        Assert.Equal((401, "no-certificate"), Post(null, fine, "simpleenroll"));
        Assert.Equal((403, "unknown-authority"), Post(est.Bear(stranger, "SN-1"), fine, "simpleenroll"));
        Assert.Equal((403, "no-template"), Post(est.Bear(maker, "other-1"), fine, "simpleenroll"));
        Assert.Equal((403, "not-issued-here"), Post(est.Bear(maker, "SN-2"), fine));
        Assert.Null(est.Estate.Directory.FindByDeviceId("SN-2"));
        Assert.Equal((415, "not-pkcs10"), Post("pump-1", fine, type: "application/json"));
        Assert.Equal((400, "csr-unreadable"), Post("pump-1", est.Ssl.Write("nonsense", "AAAA")));
        Assert.Equal((400, "csr-unreadable"), Post("pump-1", est.Ssl.Write("pem", "-----BEGIN CERTIFICATE REQUEST-----")));
        Assert.Equal((413, "request-too-large"), Post("pump-1", est.Ssl.Write("large", new string('A', 40_000))));
        Assert.Equal((400, "csr-key"), Post("pump-1", est.Request("weak", "pump-1", key: "RSA:1024")));
        Assert.Equal((400, "csr-signature"), Post("pump-1", Forged(est, fine)));
        Assert.Equal((400, "other-name"), Post("pump-1", est.Request("other", "pump-2")));
        Assert.Equal((400, "other-name"), Post("pump-1", est.Request("alias", "pump-1", "DNS:evil.example")));
        Assert.Equal((404, "no-such-issuer"), Post("pump-1", fine, $"{Guid.CreateVersion7():N}/simplereenroll"));
        Assert.Equal((404, "no-such-issuer"), Said(est.Curl("factory/cacerts")));
        Assert.Equal(1, est.Refused("csr-signature"));

        // The one from the console was the first; saying its own other name again is right.
        using var same = est.Keep(est.Curl("simplereenroll", "pump-1", est.Request("same", "pump-1", "URI:urn:iotconsole:device:pump-1")), "same");
        using var rsa = est.Keep(est.Curl("simplereenroll", "pump-1", est.Request("rsa", "pump-1", key: "RSA:2048")), "rsa");
        Assert.NotNull((await est.Estate.ConnectAsync("pump-1", rsa)).Identity);
        var fourth = est.Curl("simplereenroll", "same", fine);
        Assert.Equal((429, "too-many-certificates"), Said(fourth));
        Assert.InRange(fourth.RetryAfter, 86_000, 86_400);
        est.Estate.Console.Clock.Advance(TimeSpan.FromSeconds(fourth.RetryAfter + 1));
        Assert.Equal(200, est.Curl("simplereenroll", "same", fine).Code);
    }

    [Fact]
    public async Task Issuers_of_a_batch_and_of_an_organisation_sign_for_their_own_and_are_shown_to_nobody_else()
    {
        await using var est = await EstServer.StartAsync(new Dictionary<string, string?> { ["Pki:RenewAnytime"] = "true" });
        async Task<Guid> MakeAsync(string name, string? batch, bool ours = true) =>
            (await est.Estate.AskAsync<MakeIssuer, Result<Guid>>(ours ? est.Estate.Admin : est.Estate.TheirAdmin, u => u.RunAsync(new(name, batch), default))).Value;
        await est.HaveAsync("ours-1");
        var (batch, foreign) = (await MakeAsync("Factory", "2026-11"), await MakeAsync("Neighbour", null, ours: false));
        await MakeAsync("Meridian", null);

        Assert.Equal(404, est.Curl($"{foreign:N}/simplereenroll", "ours-1", est.Request("x", "ours-1")).Code);
        using var usual = est.Keep(est.Curl("simplereenroll", "ours-1", est.Request("usual", "ours-1")), "usual");
        using var chosen = est.Keep(est.Curl($"{batch:N}/simplereenroll", "ours-1", est.Request("chosen", "ours-1")), "chosen");
        using var after = est.Keep(est.Curl("simplereenroll", "chosen", est.Request("after", "ours-1")), "after");
        Assert.StartsWith("CN=Meridian", usual.Issuer, StringComparison.Ordinal);
        Assert.Equal((chosen.Issuer, true), (after.Issuer, after.Issuer.StartsWith("CN=Factory", StringComparison.Ordinal)));

        // A stranger learns no organisation's name, and whoever belongs to one gets what its chain needs.
        var (anybody, known) = (est.Certificates(est.Curl("cacerts")), est.Certificates(est.Curl("cacerts", "after")));
        Assert.All(new[] { "Meridian", "Factory", "Neighbour" }, name => Assert.DoesNotContain(name, anybody, StringComparison.Ordinal));
        Assert.All(new[] { "Meridian", "Factory" }, name => Assert.Contains(name, known, StringComparison.Ordinal));
        Assert.DoesNotContain("Neighbour", known, StringComparison.Ordinal);
        est.Ssl.Write("known.pem", known);
        Assert.Contains(": OK", est.Ssl.Run("verify", "-CAfile", "root.pem", "-untrusted", "known.pem", "after.crt"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_made_in_one_hour_renews_over_an_eighth_of_its_life()
    {
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var to = from.AddDays(240);
        var moments = Enumerable.Range(0, 1_000).Select(i => RenewalWindow.Moment(from, to, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i))))).ToList();

        Assert.Equal(from.AddDays(160), RenewalWindow.Opens(from, to));
        Assert.All(moments, m => Assert.InRange(m, from.AddDays(160), from.AddDays(190)));
        Assert.InRange(moments.GroupBy(m => (int)(m - from).TotalDays).Max(g => g.Count()), 1, 60);
    }

    private static (int Code, string Word) Said(EstServer.Reply reply) => (reply.Code, reply.Body);

    private static X509Certificate2 Certificate(EstServer est, string file) => X509Certificate2.CreateFromPem(est.Ssl.Read($"{file}.crt"));

    // One bit of the signature, which stands at the end.
    private static string Forged(EstServer est, string request)
    {
        var der = Convert.FromBase64String(File.ReadAllText(request));
        der[^1] ^= 1;
        return est.Ssl.Write("forged", Convert.ToBase64String(der));
    }

    private static async Task RevokeAsync(EstServer est, Guid device)
    {
        var held = (await est.Estate.AskAsync<ListCertificates, Result<IReadOnlyList<ListCertificates.Row>>>(est.Estate.Admin, u => u.RunAsync(device, default))).Value.Single();
        Assert.Null((await est.Estate.AskAsync<RevokeCertificate, Result<Done>>(est.Estate.Admin, u => u.RunAsync(new(device, held.Id, "Lost"), default))).Problem);
    }
}
