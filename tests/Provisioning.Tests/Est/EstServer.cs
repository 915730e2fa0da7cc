using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Revocation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Provisioning.Tests.Est;

/// <summary>EST of an estate on a real TLS port, with a clock that moves when told; curl and openssl are the devices.</summary>
internal sealed class EstServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _count;

    private EstServer(Estate estate, WebApplication app) => (Estate, _app) = (estate, app);

    public Estate Estate { get; }

    public OpenSsl Ssl { get; } = new();

    public DateTimeOffset Now => Estate.Console.Clock.GetUtcNow();

    private string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <param name="Code">HTTP status.</param>
    /// <param name="File">Where its body is.</param>
    internal sealed record Reply(int Code, string Body, string Headers, string File)
    {
        public double RetryAfter => double.Parse(Headers.Split("Retry-After: ")[1].Split("\r\n")[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    public static async Task<EstServer> StartAsync(IDictionary<string, string?>? settings = null)
    {
        var estate = await Estate.StartAsync(settings: settings);

        // curl believes the machine's clock, whatever the estate's says later.
        estate.Console.Clock.Advance(TimeProvider.System.GetUtcNow() - estate.Console.Clock.GetUtcNow());
        var server = estate.Console.Services.GetRequiredService<IServerIdentity>();
        var (leaf, chain) = (server.Certificate, server.Chain);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();

        // What routing looks for when it reads the handlers; every request is answered from the estate.
        builder.Services.AddSingleton(_ => estate.Console.Services.GetRequiredService<RevocationLists>());
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = handshake => ValueTask.FromResult(Ask(leaf, chain, handshake.Connection)) });
        }));
        var app = builder.Build();
        app.Use(async (http, next) =>
        {
            await using var scope = estate.Console.Services.CreateAsyncScope();
            http.RequestServices = scope.ServiceProvider;
            await next(http);
        });
        app.MapProvisioningFiles();
        await app.StartAsync();
        var est = new EstServer(estate, app);
        est.Ssl.Write("root.pem", server.RootPem);
        return est;
    }

    /// <summary>A certificate and key that a device already has: <c>{name}.crt</c> and <c>{name}.key</c>.</summary>
    public string Hold(string file, string certificatePem, string keyPem)
    {
        Ssl.Write($"{file}.crt", certificatePem);
        Ssl.Write($"{file}.key", keyPem);
        return file;
    }

    /// <summary>A device that was registered and given key and certificate by the console.</summary>
    public async Task<Guid> HaveAsync(string deviceId)
    {
        var id = await Estate.RegisterAsync(deviceId);
        var made = await Estate.CredentialAsync(id);
        Hold(deviceId, made.Certificate.ChainPem, made.KeyPem);
        return id;
    }

    /// <summary>A device of a maker: its key and the certificate from the factory.</summary>
    public string Bear(Maker maker, string name)
    {
        using var certificate = maker.Certificate(name);
        return Hold(name, certificate.ExportCertificatePem(), maker.LastKeyPem);
    }

    /// <summary>A request by openssl in the form of EST, signed by the key <c>{file}.key</c>, which is made when there is none.</summary>
    public string Request(string file, string subject, string? otherNames = null, bool asksToBeAnAuthority = false, string key = "EC:prime256v1")
    {
        if (!File.Exists(Ssl.At($"{file}.key")))
        {
            var kind = key.Split(':');
            Ssl.Run(["genpkey", "-algorithm", kind[0], "-pkeyopt", $"{(kind[0] == "EC" ? "ec_paramgen_curve" : "rsa_keygen_bits")}:{kind[1]}", "-out", $"{file}.key"]);
        }

        string[] more = [.. otherNames is null ? [] : new[] { "-addext", $"subjectAltName={otherNames}" }, .. asksToBeAnAuthority ? new[] { "-addext", "basicConstraints=critical,CA:TRUE" } : []];
        Ssl.Run(["req", "-new", "-key", $"{file}.key", "-subj", $"/CN={subject}", "-outform", "DER", "-out", $"{file}.der", .. more]);
        Ssl.Run("base64", "-in", $"{file}.der", "-out", $"{file}.b64");
        return Ssl.At($"{file}.b64");
    }

    /// <param name="holder">Whose certificate is shown; null for none.</param>
    /// <param name="user">Name and password with a colon between.</param>
    /// <param name="body">A file to post; null to get.</param>
    public Reply Curl(string operation, string? holder = null, string? body = null, string type = "application/pkcs10", string? user = null)
    {
        var file = $"reply-{++_count}";
        string[] arguments =
        [
            "-sS", "--max-time", "60", "--cacert", "root.pem", "-D", $"{file}.head", "-o", file, "-w", "%{http_code}",
            .. holder is null ? [] : new[] { "--cert", $"{holder}.crt", "--key", $"{holder}.key" },
            .. user is null ? [] : new[] { "-u", user },
            .. body is null ? [] : new[] { "-H", $"Content-Type: {type}", "--data-binary", $"@{body}" },
            $"{Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}/.well-known/est/{operation}",
        ];
        using var curl = Process.Start(new ProcessStartInfo("curl", arguments)
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetDirectoryName(Ssl.At("x")),
        })!;
        var (fault, said) = (curl.StandardError.ReadToEndAsync(), curl.StandardOutput.ReadToEnd());
        curl.WaitForExit();
        Assert.True(curl.ExitCode == 0, fault.Result);
        return new Reply(int.Parse(said, System.Globalization.CultureInfo.InvariantCulture), Ssl.Read(file).Trim(), Ssl.Read($"{file}.head"), file);
    }

    /// <summary>The certificates of an answer, as openssl reads them.</summary>
    public string Certificates(Reply reply)
    {
        Assert.True(reply.Code == 200, $"{reply.Code} {reply.Body}");
        Ssl.Run("base64", "-d", "-in", reply.File, "-out", $"{reply.File}.p7");
        Ssl.Run("pkcs7", "-inform", "DER", "-in", $"{reply.File}.p7", "-print_certs", "-out", $"{reply.File}.pem");
        return Ssl.Read($"{reply.File}.pem");
    }

    /// <summary>Keeps an issued certificate with the key it is for.</summary>
    public X509Certificate2 Keep(Reply reply, string file)
    {
        Ssl.Write($"{file}.crt", Certificates(reply));
        return X509Certificate2.CreateFromPem(Ssl.Read($"{file}.crt"));
    }

    public long Refused(string reason) => Estate.Console.Services.GetRequiredService<Refusals>().List(null).Where(r => r.Border == "est" && r.Reason == reason).Sum(r => r.Count);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Estate.DisposeAsync();
        Ssl.Dispose();
    }

    // As the broker's port does it: a certificate is asked for, and judged by nobody here.
    private static SslServerAuthenticationOptions Ask(X509Certificate2 leaf, X509Certificate2Collection chain, ConnectionContext connection) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(leaf, chain, offline: true),
        ClientCertificateRequired = true,
        CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck, VerificationFlags = X509VerificationFlags.AllFlags },
        RemoteCertificateValidationCallback = (_, _, _, _) => !connection.ConnectionClosed.IsCancellationRequested,
    };
}
