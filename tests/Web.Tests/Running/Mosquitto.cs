using System.Globalization;

namespace IoTConsole.Web.Tests.Running;

/// <summary>A device that is not ours: the mosquitto project's command-line client.</summary>
internal sealed record Mosquitto(RunningConsole Console, string ClientId, string CaFile, string CertificateFile, string KeyFile)
{
    public const string Program = "mosquitto_pub";

    /// <summary>Connects, publishes at QoS 1, waits for the acknowledgement and leaves. Exit code 0 means acknowledged.</summary>
    /// <param name="version">311 or 5; only 5 brings the reason of a refusal.</param>
    public Task<ForeignProgram> PublishAsync(string topic, string payload, int version = 5) => PublishAsync(topic, System.Text.Encoding.UTF8.GetBytes(payload), version);

    public Task<ForeignProgram> PublishAsync(string topic, byte[] payload, int version = 5) => ForeignProgram.RunAsync(
        Program,
        ["-h", "127.0.0.1", "-p", Console.TlsPort.ToString(CultureInfo.InvariantCulture), "--cafile", CaFile, "--cert", CertificateFile, "--key", KeyFile, "--insecure",
            "-i", ClientId, "-V", version == 5 ? "mqttv5" : "mqttv311", "-q", "1", "-t", topic, "-s", "-d"],
        payload, atMost: TimeSpan.FromSeconds(20));
}
