namespace IoTConsole.Benchmarks.Parts;

/// <summary>Debian's InfluxDB 1.6 as it comes, which syncs every write: the peer for stored readings.</summary>
internal sealed class Influx : IAsyncDisposable
{
    private readonly Child _child;
    private readonly string _directory;

    private Influx(Child child, string directory, int port) => (_child, _directory, Port) = (child, directory, port);

    public int Port { get; }

    public Child Process => _child;

    public static async Task<Influx> StartAsync()
    {
        var (http, rpc) = (Place.FreePort(), Place.FreePort());
        var directory = Directory.CreateTempSubdirectory("iotconsole-influx-").FullName;
        var configuration = Path.Combine(directory, "influxdb.conf");
        await File.WriteAllTextAsync(configuration, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{rpc}"
            [meta]
            dir = "{directory}/meta"
            [data]
            dir = "{directory}/data"
            wal-dir = "{directory}/wal"
            wal-fsync-delay = "0s"
            query-log-enabled = false
            [monitor]
            store-enabled = false
            [http]
            bind-address = "127.0.0.1:{http}"
            log-enabled = false
            """);
        var child = new Child("influxd", "influxd", ["-config", configuration]);
        await Place.ListeningAsync(http, child, TimeSpan.FromSeconds(20));
        using var client = new HttpClient();
        using var made = await client.PostAsync($"http://127.0.0.1:{http}/query?q=CREATE+DATABASE+bench", null);
        made.EnsureSuccessStatusCode();
        return new Influx(child, directory, http);
    }

    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
