using IoTConsole.Benchmarks.Load;

namespace IoTConsole.Benchmarks.Parts;

/// <summary>Debian's mosquitto, which stores nothing: the peer for message rates.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private readonly Child _child;
    private readonly string _configuration;

    private Mosquitto(Child child, string configuration, Target target) => (_child, _configuration, Target) = (child, configuration, target);

    public Target Target { get; }

    public Child Process => _child;

    public static async Task<Mosquitto> StartAsync(Makers makers, bool secure)
    {
        var port = Place.FreePort();
        var directory = Directory.CreateTempSubdirectory("iotconsole-mosquitto-").FullName;
        var server = makers.FileOf("localhost");
        var lines = new List<string> { "persistence false", "max_queued_messages 0", "log_type error", $"listener {port} 127.0.0.1", "max_connections -1" };
        if (secure) lines.AddRange([$"cafile {makers.AuthorityFile}", $"certfile {server}", $"keyfile {server}", "require_certificate true", "use_identity_as_username true"]);
        else lines.Add("allow_anonymous true");
        var configuration = Path.Combine(directory, "mosquitto.conf");

        // Started by root it gives its rights away and could not read the certificates; with its own user it stays as it is.
        lines.Add($"user {Environment.UserName}");
        await File.WriteAllLinesAsync(configuration, lines);
        var child = new Child(secure ? "mosquitto-tls" : "mosquitto", "mosquitto", ["-c", configuration]);
        await Place.ListeningAsync(port, child, TimeSpan.FromSeconds(10));
        return new Mosquitto(child, directory, new Target("mosquitto", port, secure));
    }

    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        Directory.Delete(_configuration, recursive: true);
    }
}
