using System.Globalization;

namespace IoTConsole.Web.Tests.Running;

/// <summary>Keys and certificates as other people make them: with the openssl program, in a directory of their own.</summary>
internal sealed class OpenSsl : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("iotconsole-ssl-").FullName;

    public string PathOf(string file) => Path.Combine(_directory, file);

    public string Write(string file, string text)
    {
        File.WriteAllText(PathOf(file), text);
        return PathOf(file);
    }

    public string Read(string file) => File.ReadAllText(PathOf(file));

    /// <summary>A P-256 key and a request to certify it under this name.</summary>
    /// <returns>The CSR as PEM; the key is <c>{name}.key</c>.</returns>
    public async Task<string> RequestAsync(string name)
    {
        await RunAsync("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", $"{name}.key");
        await RunAsync("req", "-new", "-key", $"{name}.key", "-subj", $"/CN={name}", "-out", $"{name}.csr");
        return Read($"{name}.csr");
    }

    /// <summary>A root authority of nobody we know: <c>{name}.crt</c> and <c>{name}.key</c>.</summary>
    public async Task<string> AuthorityAsync(string name)
    {
        await RunAsync("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", $"{name}.key");
        await RunAsync("req", "-x509", "-new", "-key", $"{name}.key", "-subj", $"/CN={name}", "-days", "365",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-out", $"{name}.crt");
        return Read($"{name}.crt");
    }

    /// <summary>Signs a new key's request for <paramref name="name"/>: <c>{file}.crt</c> and <c>{file}.key</c>.</summary>
    /// <param name="days">Negative for one that has already ended.</param>
    public async Task IssueAsync(string authority, string name, string file, int days = 30)
    {
        await RunAsync("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", $"{file}.key");
        await RunAsync("req", "-new", "-key", $"{file}.key", "-subj", $"/CN={name}", "-out", $"{file}.csr");
        Write($"{file}.ext", "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n");
        var now = TimeProvider.System.GetUtcNow();
        var (from, until) = days > 0 ? (now.AddDays(-1), now.AddDays(days)) : (now.AddDays(2 * days), now.AddDays(days));
        // The serial and the dates are kept by "ca"; "x509 -req" cannot date back.
        Write($"{file}.cnf", $"""
            [ca]
            default_ca = here
            [here]
            database = {PathOf(file + ".index")}
            serial = {PathOf(file + ".serial")}
            new_certs_dir = {_directory}
            certificate = {PathOf(authority + ".crt")}
            private_key = {PathOf(authority + ".key")}
            default_md = sha256
            policy = any
            rand_serial = yes
            [any]
            commonName = supplied
            """);
        Write($"{file}.index", "");
        await RunAsync("ca", "-batch", "-notext", "-config", $"{file}.cnf", "-in", $"{file}.csr", "-out", $"{file}.crt", "-extfile", $"{file}.ext",
            "-startdate", from.ToString("yyMMddHHmmss", CultureInfo.InvariantCulture) + "Z", "-enddate", until.ToString("yyMMddHHmmss", CultureInfo.InvariantCulture) + "Z");
    }

    public async Task SelfSignedAsync(string name, string file) =>
        await RunAsync("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", $"{file}.key", "-subj", $"/CN={name}", "-days", "30", "-out", $"{file}.crt");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task RunAsync(params string[] arguments) => (await ForeignProgram.RunAsync("openssl", arguments, directory: _directory)).MustSucceed();
}
