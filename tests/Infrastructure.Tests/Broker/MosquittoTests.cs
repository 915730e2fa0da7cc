using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IoTConsole.Infrastructure.Broker;
using static IoTConsole.Infrastructure.Tests.Broker.BrokerHost;

namespace IoTConsole.Infrastructure.Tests.Broker;

/// <summary>A device that is not ours: mosquitto's command-line clients, with a chain made by openssl.</summary>
public sealed class MosquittoTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("iotconsole-broker-").FullName;

    [Theory]
    [InlineData("mqttv311", 0)]
    [InlineData("mqttv311", 1)]
    [InlineData("mqttv311", 2)]
    [InlineData("mqttv5", 0)]
    [InlineData("mqttv5", 1)]
    [InlineData("mqttv5", 2)]
    public async Task A_publish_of_every_quality_and_version_is_taken_with_the_whole_chain_shown(string version, int quality)
    {
        await using var host = await StartAsync();

        var (code, output) = await PublishAsync(host, "kettle-1", version, quality);

        Assert.True(code == 0, output);
        await Until(() => !host.TheConsumer.Taken.IsEmpty);
        Assert.Equal(["{\"ts\":1}"], host.TheConsumer.Texts);
        var attempt = Assert.Single(host.TheGate.Attempts);
        Assert.Equal(("CN=kettle-1", true), (attempt.Certificate?.Subject, attempt.Secure));
        Assert.Equal("CN=maker-line-2", Assert.Single(attempt.Presented).Subject);
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task A_refusal_is_understood(string version)
    {
        await using var host = await StartAsync();
        host.TheGate.Judge = _ => ConnectVerdict.Refuse(ConnectRefusal.NotAuthorized, "unknown-authority", "nobody knows its maker");

        var (code, output) = await PublishAsync(host, "kettle-1", version, 1);

        Assert.NotEqual(0, code);
        Assert.Contains("authori", output, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(host.TheConsumer.Taken);
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task A_command_reaches_its_subscriber(string version)
    {
        await using var host = await StartAsync();
        var listening = RunAsync("mosquitto_sub", await ArgumentsAsync(host, "kettle-1", version, 1, "devices/kettle-1/commands", "-C", "1"));
        await Until(() => host.Sessions.IsConnected("kettle-1"));

        Assert.True(await host.Sessions.SendAsync("kettle-1", "devices/kettle-1/commands", Encoding.UTF8.GetBytes("open the valve"), CancellationToken.None));

        var (code, output) = await listening;
        Assert.True(code == 0 && output.Contains("open the valve", StringComparison.Ordinal), output);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<(int Code, string Output)> PublishAsync(BrokerHost host, string clientId, string version, int quality) =>
        await RunAsync("mosquitto_pub", await ArgumentsAsync(host, clientId, version, quality, $"devices/{clientId}/telemetry", "-m", "{\"ts\":1}"));

    /// <summary>Trusts the broker's root alone, and brings a chain of a maker that the broker has never heard of.</summary>
    private async Task<string[]> ArgumentsAsync(BrokerHost host, string clientId, string version, int quality, string topic, params string[] more)
    {
        string At(string file) => Path.Combine(_directory, file);
        File.WriteAllText(At("broker-root.pem"), host.Authority.Roots.ExportCertificatePems());
        File.WriteAllText(At("ca.ext"), "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n");
        File.WriteAllText(At("leaf.ext"), "basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n");
        foreach (var (name, issuer, extension) in new[] { ("maker", "", "ca"), ("maker-line-2", "maker", "ca"), (clientId, "maker-line-2", "leaf") })
        {
            await SslAsync("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", $"{name}.key");
            await SslAsync("req", "-new", "-key", $"{name}.key", "-subj", $"/CN={name}", "-out", $"{name}.csr");
            string[] signer = issuer.Length == 0 ? ["-key", $"{name}.key"] : ["-CA", $"{issuer}.crt", "-CAkey", $"{issuer}.key", "-CAcreateserial"];
            await SslAsync(["x509", "-req", "-in", $"{name}.csr", "-days", "10", "-extfile", $"{extension}.ext", .. signer, "-out", $"{name}.crt"]);
        }

        File.WriteAllText(At("chain.pem"), File.ReadAllText(At($"{clientId}.crt")) + File.ReadAllText(At("maker-line-2.crt")));
        return ["-h", "localhost", "-p", host.Ports.TlsPort!.Value.ToString(CultureInfo.InvariantCulture), "--cafile", At("broker-root.pem"), "--cert", At("chain.pem"),
            "--key", At($"{clientId}.key"), "-i", clientId, "-V", version, "-q", quality.ToString(CultureInfo.InvariantCulture), "-t", topic, .. more];
    }

    private async Task SslAsync(params string[] arguments)
    {
        var (code, output) = await RunAsync("openssl", arguments);
        Assert.True(code == 0, output);
    }

    private async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = _directory };
        using var process = Process.Start(start)!;
        var (output, faults) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await faults);
    }
}
