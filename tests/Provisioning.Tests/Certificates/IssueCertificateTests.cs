using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Certificates;

public class IssueCertificateTests
{
    [Theory]
    [InlineData("EC", 0)]
    [InlineData("RSA", 2048)]
    [InlineData("RSA", 3072)]
    public async Task An_openssl_request_becomes_a_client_certificate_in_our_words(string algorithm, int bits)
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        var id = await estate.RegisterAsync("urn:dev_1.a-b");

        var issued = (await estate.IssueAsync(id, maker.Csr("somebody-else", algorithm, bits))).Value;

        using var certificate = X509Certificate2.CreateFromPem(issued.CertificatePem);
        Assert.Equal("CN=urn:dev_1.a-b", certificate.Subject);
        Assert.Equal([CertificateMaker.ClientUse], certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(u => u.Value));
        var now = estate.Console.Clock.GetUtcNow();
        Assert.Equal((now.AddHours(-1).UtcDateTime, now.AddDays(365).UtcDateTime), (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime()));
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(issued.ChainPem);
        using var root = X509Certificate2.CreateFromPem(issued.RootPem);
        using var check = new X509Chain();
        (check.ChainPolicy.TrustMode, check.ChainPolicy.RevocationMode, check.ChainPolicy.VerificationTime) = (X509ChainTrustMode.CustomRootTrust, X509RevocationMode.NoCheck, now.UtcDateTime);
        check.ChainPolicy.CustomTrustStore.Add(root);
        check.ChainPolicy.ExtraStore.Add(chain[1]);
        Assert.True(check.Build(certificate));
        Assert.Equal(3, check.ChainElements.Count);
    }

    [Fact]
    public async Task A_request_to_be_an_authority_gets_a_plain_device_certificate()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        var id = await estate.RegisterAsync("dev-1");

        using var certificate = X509Certificate2.CreateFromPem((await estate.IssueAsync(id, maker.Csr("dev-1", asksToBeAnAuthority: true))).Value.CertificatePem);

        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.DoesNotContain(certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames(), n => n == "evil.example");
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
    }

    [Fact]
    public async Task A_request_that_does_not_prove_its_key_is_refused()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        var id = await estate.RegisterAsync("dev-1");
        var csr = maker.Csr("dev-1");
        var der = PemEncoding.TryFind(csr, out var fields) ? Convert.FromBase64String(csr[fields.Base64Data]) : [];
        der[^3] ^= 1;

        Assert.Equal("provisioning.csr-signature", (await estate.IssueAsync(id, PemEncoding.WriteString("CERTIFICATE REQUEST", der))).Problem?.Code);
        Assert.Equal("provisioning.csr-unreadable", (await estate.IssueAsync(id, "hello")).Problem?.Code);
        Assert.Equal("provisioning.csr-unreadable", (await estate.IssueAsync(id, new string('x', 20_000))).Problem?.Code);
        Assert.Equal("provisioning.csr-key", (await estate.IssueAsync(id, maker.Csr("dev-1", "RSA", 1024))).Problem?.Code);
        Assert.Equal(LifecycleState.Planned, estate.Directory.Find(id)!.State);
    }

    [Fact]
    public async Task A_key_made_here_is_told_once_and_found_nowhere()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");

        var made = await estate.CredentialAsync(id);

        using var certificate = X509Certificate2.CreateFromPem(made.Certificate.CertificatePem, made.KeyPem);
        Assert.True(certificate.HasPrivateKey);
        var secret = made.KeyPem.Split('\n')[1];
        foreach (var file in System.IO.Directory.GetFiles(estate.Console.DataDirectory))
            Assert.DoesNotContain(secret, await ReadAsync(file), StringComparison.Ordinal);
        Assert.DoesNotContain(await estate.Console.LookAsync(db => db.Set<AuditRow>().ToListAsync()), a => a.After?.Contains("PRIVATE", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Only_who_may_in_scope_issues_lists_and_revokes()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        var id = await estate.RegisterAsync("dev-1");
        var csr = maker.Csr("dev-1");
        var issued = (await estate.IssueAsync(id, csr, estate.As(Role.Installer, "Harbour House"))).Value;

        Assert.Equal("access.missing-permission", (await estate.IssueAsync(id, csr, estate.As(Role.Operator, ""))).Problem?.Code);
        foreach (var stranger in new[] { estate.TheirAdmin, estate.MillManager })
        {
            Assert.Equal("provisioning.no-device", (await estate.IssueAsync(id, csr, stranger)).Problem?.Code);
            Assert.Equal("provisioning.no-device", (await estate.AskAsync<MakeCredential, Result<MakeCredential.Made>>(stranger, u => u.RunAsync(id, default))).Problem?.Code);
            Assert.Equal("provisioning.no-device", (await estate.AskAsync<ListCertificates, Result<IReadOnlyList<ListCertificates.Row>>>(stranger, u => u.RunAsync(id, default))).Problem?.Code);
            Assert.Equal("provisioning.no-device", (await estate.AskAsync<RevokeCertificate, Result<Done>>(stranger, u => u.RunAsync(new(id, issued.Id, "x"), default))).Problem?.Code);
        }

        var other = await estate.RegisterAsync("dev-2");
        Assert.Equal("provisioning.no-certificate", (await estate.AskAsync<RevokeCertificate, Result<Done>>(estate.Admin, u => u.RunAsync(new(other, issued.Id, "x"), default))).Problem?.Code);
        var rows = await estate.AskAsync<ListCertificates, Result<IReadOnlyList<ListCertificates.Row>>>(estate.Admin, u => u.RunAsync(id, default));
        Assert.Equal(ListCertificates.Standing.Valid, Assert.Single(rows.Value).Standing);
    }

    // The database is open: read it as the bytes it is.
    private static async Task<string> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
