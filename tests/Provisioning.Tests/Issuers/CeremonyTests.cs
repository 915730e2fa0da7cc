using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Issuers;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Tests.Issuers;

public class CeremonyTests
{
    private const string Authority = "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash";

    [Fact]
    public async Task The_exported_root_opens_with_openssl_and_its_passphrase_only()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;

        var file = await ceremony.ExportAsync();

        Assert.Contains("BEGIN ENCRYPTED PRIVATE KEY", file, StringComparison.Ordinal);
        Assert.Contains("valid", ceremony.Keeper.Run("pkey", "-in", "root-key.pem", "-passin", $"pass:{Ceremony.Passphrase}", "-noout", "-check"), StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(0, ceremony.Keeper.Try("pkey", "-in", "root-key.pem", "-passin", "pass:another passphrase", "-noout").Code);
        Assert.Equal("provisioning.passphrase", (await estate.AskAsync<ExportRoot, Result<string>>(ceremony.Platform, u => u.RunAsync("too short", default))).Problem?.Code);
        Assert.Equal("access.not-the-platform", (await estate.AskAsync<ExportRoot, Result<string>>(estate.Admin, u => u.RunAsync(Ceremony.Passphrase, default))).Problem?.Code);
        Assert.NotNull((await ceremony.TreeAsync()).Root.ExportedAt);
        Assert.DoesNotContain(await estate.Console.LookAsync(db => db.Set<AuditRow>().ToListAsync()), a => a.After?.Contains("PRIVATE", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task The_root_leaves_only_against_the_proof_that_its_export_opens()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        var file = await ceremony.ExportAsync();
        using var stranger = new Maker(estate.Console.Clock.GetUtcNow());
        async Task<string?> LeaveAsync(string pem, string passphrase, Actor? by = null) =>
            (await estate.AskAsync<TakeRootOffline, Result<Done>>(by ?? ceremony.Platform, u => u.RunAsync(new(pem, passphrase), default))).Problem?.Code;

        Assert.Equal("access.not-the-platform", await LeaveAsync(file, Ceremony.Passphrase, estate.Admin));
        Assert.Equal("provisioning.root-file", await LeaveAsync(file, "another passphrase"));
        Assert.Equal("provisioning.root-file", await LeaveAsync("hello", Ceremony.Passphrase));
        Assert.Equal("provisioning.root-file", await LeaveAsync(new string('x', 20_000), Ceremony.Passphrase));
        Assert.Equal("provisioning.root-file", await LeaveAsync(stranger.RootKeyPem, Ceremony.Passphrase));
        Assert.True((await ceremony.TreeAsync()).Root.KeyIsHere);

        Assert.Null(await LeaveAsync(file, Ceremony.Passphrase));

        Assert.False((await ceremony.TreeAsync()).Root.KeyIsHere);
        Assert.Null(await estate.Console.LookAsync(db => db.Set<OwnAuthority>().Where(a => a.Kind == OwnAuthorityKind.Root).Select(a => a.SealedKey).SingleAsync()));
        Assert.Equal("provisioning.root-is-away", await LeaveAsync(file, Ceremony.Passphrase));
        Assert.Equal("provisioning.root-is-away", (await estate.AskAsync<ExportRoot, Result<string>>(ceremony.Platform, u => u.RunAsync(Ceremony.Passphrase, default))).Problem?.Code);

        // Devices go on: the issuers are still here.
        var id = await estate.RegisterAsync("dev-1");
        Assert.NotNull((await estate.ConnectAsync("dev-1", X509Certificate2.CreateFromPem((await estate.CredentialAsync(id)).Certificate.CertificatePem))).Identity);
    }

    [Fact]
    public async Task With_the_root_offline_a_request_goes_out_and_the_certificate_that_comes_back_signs_devices()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        await ceremony.TakeOfflineAsync();

        var issuer = await ceremony.MakeAsync("Meridian");
        var waiting = await ceremony.RowAsync(issuer);
        Assert.Equal((ListIssuers.Standing.Waiting, null), (waiting.Standing, waiting.CertificatePem));
        ceremony.Keeper.Write("request.csr", waiting.RequestPem!);
        Assert.Contains("CA:TRUE", ceremony.Keeper.Run("req", "-in", "request.csr", "-noout", "-text", "-verify"), StringComparison.Ordinal);
        Assert.Null(await ceremony.BringAsync(issuer, ceremony.Sign(waiting.RequestPem!)));

        var ready = await ceremony.RowAsync(issuer);
        Assert.Equal((ListIssuers.Standing.Valid, true, null), (ready.Standing, ready.IsUsual, ready.RequestPem));
        Assert.Equal("provisioning.answer-not-awaited", (await ceremony.BringAsync(issuer, ready.CertificatePem!))?.Code);
        var id = await estate.RegisterAsync("dev-1");
        var made = await estate.CredentialAsync(id);
        using var certificate = X509Certificate2.CreateFromPem(made.Certificate.CertificatePem);
        Assert.Equal(ready.Subject, certificate.Issuer);
        Assert.NotNull((await estate.ConnectAsync("dev-1", certificate)).Identity);
        Assert.Equal(1, (await ceremony.RowAsync(issuer)).Live);

        // A stranger's check of the whole chain, from the root alone.
        ceremony.Keeper.Write("chain.pem", made.Certificate.ChainPem);
        ceremony.Keeper.Write("root.pem", made.Certificate.RootPem);
        Assert.Contains("OK", ceremony.Keeper.Run("verify", "-no_check_time", "-purpose", "sslclient", "-CAfile", "root.pem", "-untrusted", "chain.pem", "chain.pem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_line_that_the_page_tells_signs_a_request()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        await ceremony.TakeOfflineAsync();
        var issuer = await ceremony.MakeAsync("Meridian");
        ceremony.Keeper.Write("request.csr", (await ceremony.RowAsync(issuer)).RequestPem!);

        ceremony.Keeper.Run([.. CeremonyDialog.SignLine.Split(' ')[1..], "-passin", $"pass:{Ceremony.Passphrase}"]);

        // openssl dates it by the machine's clock, which is not the tests': nothing else may be wrong with it.
        var said = (await ceremony.BringAsync(issuer, ceremony.Keeper.Read("answer.pem")))?.Code;
        Assert.True(said is null or "provisioning.answer-expired", said);
    }

    [Fact]
    public async Task Each_wrong_answer_of_a_ceremony_is_refused_with_its_own_reason()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        await ceremony.TakeOfflineAsync();
        var now = estate.Console.Clock.GetUtcNow();
        var (issuer, other) = (await ceremony.MakeAsync("Meridian"), await ceremony.MakeAsync("Other"));
        var request = (await ceremony.RowAsync(issuer)).RequestPem!;
        var keeper = ceremony.Keeper;
        keeper.Run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "evil.key", "-subj", "/CN=IoTConsole root", "-days", "3000",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-out", "evil.crt");
        keeper.Write("evil.pem", keeper.Read("evil.crt") + keeper.Read("evil.key"));
        async Task MustBe(string code, string pem) => Assert.Equal($"provisioning.{code}", (await ceremony.BringAsync(issuer, pem))?.Code);

        await MustBe("authority-unreadable", "hello");
        await MustBe("authority-unreadable", new string('x', 9_000));
        await MustBe("authority-with-key", keeper.Read("evil.pem"));
        await MustBe("answer-other-key", ceremony.Sign((await ceremony.RowAsync(other)).RequestPem!));
        await MustBe("answer-not-ca", ceremony.Sign(request, "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature"));
        await MustBe("answer-not-ca", ceremony.Sign(request, "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,digitalSignature"));
        await MustBe("answer-path-length", ceremony.Sign(request, "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign"));
        await MustBe("answer-path-length", ceremony.Sign(request, "basicConstraints=critical,CA:TRUE,pathlen:2\nkeyUsage=critical,keyCertSign,cRLSign"));
        await MustBe("answer-other-issuer", ceremony.Sign(request, Authority, authority: "evil.pem"));
        await MustBe("answer-expired", ceremony.Sign(request, Authority, now.AddDays(-9), now.AddDays(-1)));
        await MustBe("answer-expired", ceremony.Sign(request, Authority, now.AddDays(1), now.AddDays(9)));
        Assert.Equal(ListIssuers.Standing.Waiting, (await ceremony.RowAsync(issuer)).Standing);
        Assert.Null(await ceremony.BringAsync(issuer, ceremony.Sign(request, Authority)));
    }

    [Fact]
    public async Task An_authority_that_was_signed_beside_the_console_speaks_for_nobody()
    {
        using var ceremony = await Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        await ceremony.ExportAsync();
        await estate.RegisterAsync("dev-1");
        using var thief = new OpenSsl();
        thief.Run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "thief.key", "-subj", "/CN=Side door", "-out", "thief.csr");
        using var side = X509Certificate2.CreateFromPem(ceremony.Sign(thief.Read("thief.csr"), Authority), thief.Read("thief.key"));
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var now = estate.Console.Clock.GetUtcNow();
        using var sideKey = side.GetECDsaPrivateKey()!;
        using var leaf = CertificateMaker.Device(new PublicKey(key), "dev-1", side, sideKey, now.AddHours(-1), now.AddDays(1));

        Assert.Equal("unknown-authority", (await estate.ConnectAsync("dev-1", leaf, side)).Reason);
    }
}
