using System.Net;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Revocation;
using IoTConsole.Provisioning.Tests.Issuers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Provisioning.Tests.Revocation;

public class RevocationListTests
{
    private static async Task<WebApplication> ServeAsync(Estate estate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(estate.Console.Services.GetRequiredService<RevocationLists>());
        var app = builder.Build();
        app.MapProvisioningFiles();
        await app.StartAsync();
        return app;
    }

    [Fact]
    public async Task Anybody_gets_the_list_of_an_issuer_and_openssl_refuses_the_revoked_one_by_it()
    {
        await using var estate = await Estate.StartAsync(settings: new Dictionary<string, string?> { ["Pki:CrlUrl"] = "http://iot.example.org/" });
        await using var app = await ServeAsync(estate);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var ssl = new OpenSsl();
        var issuer = estate.Console.Services.GetRequiredService<EmbeddedAuthority>().Issuers[0].Id;
        var id = await estate.RegisterAsync("dev-1");
        var (lost, kept) = (await estate.CredentialAsync(id), await estate.CredentialAsync(id));
        ssl.Write("root.pem", lost.Certificate.RootPem);
        ssl.Write("lost.pem", lost.Certificate.ChainPem);
        ssl.Write("kept.pem", kept.Certificate.ChainPem);
        async Task<string> NumberAsync()
        {
            using var answer = await client.GetAsync($"/crl/{issuer:N}.crl");
            Assert.Equal((HttpStatusCode.OK, "application/pkix-crl"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.Equal((true, TimeSpan.FromMinutes(5)), (answer.Headers.CacheControl!.Public, answer.Headers.CacheControl.MaxAge!.Value));
            File.WriteAllBytes(ssl.At("list.crl"), await answer.Content.ReadAsByteArrayAsync());
            ssl.Run("crl", "-inform", "DER", "-in", "list.crl", "-out", "list.pem");
            return answer.Headers.ETag!.Tag;
        }

        (int Code, string Said) Verify(string chain) => ssl.Try(
            "verify", "-no_check_time", "-crl_check", "-CAfile", "root.pem", "-untrusted", chain, "-CRLfile", "list.pem", chain);

        Assert.Equal("\"1\"", await NumberAsync());
        Assert.Equal("\"1\"", await NumberAsync());
        Assert.Equal((0, 0), (Verify("lost.pem").Code, Verify("kept.pem").Code));

        await estate.AskAsync<RevokeCertificate, Result<Done>>(estate.Admin, u => u.RunAsync(new(id, lost.Certificate.Id, "Key was copied"), default));

        Assert.Equal("\"2\"", await NumberAsync());
        Assert.Contains("certificate revoked", Verify("lost.pem").Said, StringComparison.Ordinal);
        Assert.Equal(0, Verify("kept.pem").Code);
        var text = ssl.Run("crl", "-in", "list.pem", "-noout", "-text");
        Assert.Contains("X509v3 CRL Number", text, StringComparison.Ordinal);
        Assert.Contains($"URI:http://iot.example.org/crl/{issuer:N}.crl", ssl.Run("x509", "-in", "lost.pem", "-noout", "-text"), StringComparison.Ordinal);

        // Half of a week later it is made anew although nothing changed.
        estate.Console.Clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal("\"3\"", await NumberAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/crl/{Guid.CreateVersion7():N}.crl")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/crl/everything.crl")).StatusCode);
    }

    [Fact]
    public async Task A_list_that_did_not_change_costs_no_database_and_another_node_serves_the_same()
    {
        await using var estate = await Estate.StartAsync();
        var services = estate.Console.Services;
        var lists = services.GetRequiredService<RevocationLists>();
        var issuer = services.GetRequiredService<EmbeddedAuthority>().Issuers[0].Id;
        using var node = ActivatorUtilities.CreateInstance<RevocationLists>(services);

        var first = (await lists.FindAsync(issuer, default))!;
        Assert.Equal(first.Content, (await node.FindAsync(issuer, default))!.Content);

        File.Move(Path.Combine(estate.Console.DataDirectory, "console.db"), Path.Combine(estate.Console.DataDirectory, "away.db"));
        Assert.Same(first, await lists.FindAsync(issuer, default));
    }

    [Fact]
    public async Task Without_an_address_certificates_name_no_list_and_an_expired_one_leaves_it()
    {
        await using var estate = await Estate.StartAsync();
        using var ssl = new OpenSsl();
        var issuer = estate.Console.Services.GetRequiredService<EmbeddedAuthority>().Issuers[0].Id;
        var lists = estate.Console.Services.GetRequiredService<RevocationLists>();
        var id = await estate.RegisterAsync("dev-1");
        var made = await estate.CredentialAsync(id);
        ssl.Write("device.pem", made.Certificate.CertificatePem);
        Assert.DoesNotContain("CRL", ssl.Run("x509", "-in", "device.pem", "-noout", "-text"), StringComparison.Ordinal);
        await estate.AskAsync<RevokeCertificate, Result<Done>>(estate.Admin, u => u.RunAsync(new(id, made.Certificate.Id, "Key was copied"), default));
        async Task<string> TextAsync()
        {
            File.WriteAllBytes(ssl.At("list.crl"), (await lists.FindAsync(issuer, default))!.Content);
            return ssl.Run("crl", "-inform", "DER", "-in", "list.crl", "-noout", "-text");
        }

        Assert.Contains("Revoked Certificates:", await TextAsync(), StringComparison.Ordinal);
        estate.Console.Clock.Advance(TimeSpan.FromDays(400));
        Assert.Contains("No Revoked Certificates", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_roots_last_list_outlives_its_key()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        var lists = estate.Console.Services.GetRequiredService<RevocationLists>();
        var root = estate.Console.Services.GetRequiredService<EmbeddedAuthority>().RootId;
        var before = (await lists.FindAsync(root, default))!;

        await ceremony.TakeOfflineAsync();

        estate.Console.Clock.Advance(TimeSpan.FromDays(300));
        var last = (await lists.FindAsync(root, default))!;
        Assert.Equal(before.Number + 1, last.Number);
        Assert.True(last.NextUpdate > estate.Console.Clock.GetUtcNow());
        File.WriteAllBytes(ceremony.Keeper.At("root.crl"), last.Content);
        Assert.Contains("verify OK", ceremony.Keeper.Run("crl", "-inform", "DER", "-in", "root.crl", "-noout", "-CAfile", "root-key.pem"), StringComparison.Ordinal);
    }
}
