using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Provisioning.Tests;

/// <summary>A device maker with openssl and nothing of ours: roots, requests and certificates as the field has them, dated by the tests' clock.</summary>
internal sealed class Maker : IDisposable
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("iotconsole-maker-").FullName;
    private int _count;

    /// <param name="rsaBits">0 for a root on P-256.</param>
    public Maker(DateTimeOffset now, int rsaBits = 0)
    {
        Now = now;
        WriteConfiguration();
        if (rsaBits > 0) Run("genpkey", "-algorithm", "RSA", "-pkeyopt", $"rsa_keygen_bits:{rsaBits}", "-out", "root.key");
        else Run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "root.key");
        Run("req", "-new", "-key", "root.key", "-subj", "/CN=Maker root", "-out", "root.csr");
        File.WriteAllText(At("root.ext"), "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n");
        Sign("root", now.AddYears(-1), now.AddYears(5), "-selfsign");
    }

    public DateTimeOffset Now { get; }

    public string RootPem => File.ReadAllText(At("root.pem"));

    /// <summary>Of the last certificate or request.</summary>
    public string LastKeyPem => File.ReadAllText(At($"d{_count}.key"));

    public string RootKeyPem => File.ReadAllText(At("root.key"));

    /// <param name="algorithm">"EC" or "RSA".</param>
    public string Csr(string commonName, string algorithm = "EC", int bits = 2048, bool asksToBeAnAuthority = false)
    {
        var name = NewKey(algorithm, bits);
        var extra = asksToBeAnAuthority ? new[] { "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "subjectAltName=DNS:evil.example" } : [];
        Run(["req", "-new", "-key", $"{name}.key", "-subj", $"/CN={commonName}", "-out", $"{name}.csr", .. extra]);
        return File.ReadAllText(At($"{name}.csr"));
    }

    public X509Certificate2 Certificate(string commonName, DateTimeOffset? from = null, DateTimeOffset? to = null, string usage = "clientAuth", string authority = "FALSE", string algorithm = "EC", int bits = 0)
    {
        var name = NewKey(algorithm, bits);
        Run("req", "-new", "-key", $"{name}.key", "-subj", $"/CN={commonName}", "-out", $"{name}.csr");
        File.WriteAllText(At($"{name}.ext"), $"basicConstraints=critical,CA:{authority}\nkeyUsage=critical,digitalSignature\nextendedKeyUsage={usage}\n");
        Sign(name, from ?? Now.AddDays(-1), to ?? Now.AddYears(1), "-cert", "root.pem");
        return X509CertificateLoader.LoadCertificateFromFile(At($"{name}.pem"));
    }

    public X509Certificate2 SelfSigned(string commonName)
    {
        var name = NewKey("EC", 0);
        Run("req", "-new", "-key", $"{name}.key", "-subj", $"/CN={commonName}", "-out", $"{name}.csr");
        File.WriteAllText(At($"{name}.ext"), "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=clientAuth\n");
        Sign(name, Now.AddDays(-1), Now.AddYears(1), "-selfsign", "-keyfile", $"{name}.key");
        return X509CertificateLoader.LoadCertificateFromFile(At($"{name}.pem"));
    }

    public void Dispose() => System.IO.Directory.Delete(_directory, recursive: true);

    private string NewKey(string algorithm, int bits)
    {
        var name = $"d{++_count}";
        if (algorithm == "RSA") Run("genpkey", "-algorithm", "RSA", "-pkeyopt", $"rsa_keygen_bits:{bits}", "-out", $"{name}.key");
        else Run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", $"{name}.key");
        return name;
    }

    // Only "ca" can date certificates as it likes.
    private void Sign(string name, DateTimeOffset from, DateTimeOffset to, params string[] more) => Run(
    [
        "ca", "-batch", "-notext", "-config", "ca.cnf", "-in", $"{name}.csr", "-out", $"{name}.pem", "-extfile", $"{name}.ext",
        "-startdate", Time(from), "-enddate", Time(to), .. more.Contains("-keyfile") ? [] : new[] { "-keyfile", "root.key" }, .. more,
    ]);

    private void WriteConfiguration()
    {
        File.WriteAllText(At("index"), "");
        File.WriteAllText(At("ca.cnf"), """
            [ca]
            default_ca = here
            [here]
            database = index
            new_certs_dir = .
            default_md = sha256
            policy = any
            rand_serial = yes
            unique_subject = no
            [any]
            commonName = supplied
            """);
    }

    private string At(string name) => Path.Combine(_directory, name);

    private static string Time(DateTimeOffset at) => at.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "Z";

    private void Run(params string[] arguments)
    {
        using var openssl = Process.Start(new ProcessStartInfo("openssl", arguments)
        {
            UseShellExecute = false, RedirectStandardError = true, WorkingDirectory = _directory,
        })!;
        var said = openssl.StandardError.ReadToEnd();
        openssl.WaitForExit();
        Assert.True(openssl.ExitCode == 0, said);
    }
}
