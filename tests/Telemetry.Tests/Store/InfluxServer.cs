using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IoTConsole.Telemetry.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace IoTConsole.Telemetry.Tests.Store;

/// <summary>A real server of InfluxDB 1.x on ports and a directory of its own; it can be killed and started again.</summary>
public sealed class InfluxServer : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("iotconsole-influx-").FullName;
    private readonly int _port = FreePort();
    private readonly int _inside = FreePort();
    private Process? _process;
    private int _databases;

    public string Url => $"http://127.0.0.1:{_port}";

    public async ValueTask InitializeAsync()
    {
        // wal-fsync-delay is zero by default: an answer means that the journal is on disk.
        await File.WriteAllTextAsync(Path.Combine(_directory, "influxdb.conf"), $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{_inside}"
            [meta]
              dir = "{_directory}/meta"
            [data]
              dir = "{_directory}/data"
              wal-dir = "{_directory}/wal"
              wal-fsync-delay = "0s"
              max-series-per-database = 0
              max-values-per-tag = 0
              query-log-enabled = false
            [http]
              bind-address = "127.0.0.1:{_port}"
              log-enabled = false
            [monitor]
              store-enabled = false
            """);
        await StartAsync();
    }

    public async Task StartAsync()
    {
        _process = new Process
        {
            StartInfo = new("influxd", ["-config", Path.Combine(_directory, "influxdb.conf")]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false },
        };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.OutputDataReceived += static (_, _) => { };
        _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        using var http = new HttpClient();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                if ((await http.GetAsync($"{Url}/ping", deadline.Token)).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // It is starting.
            }

            await tick.WaitForNextTickAsync(deadline.Token);
        }
    }

    /// <summary>As kill −9 ends it: nothing is written any more.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>A store on a database of its own.</summary>
    internal InfluxStore NewStore(string? database = null, int retrySeconds = 30) => new(
        new() { Url = Url, Database = database ?? $"t{Interlocked.Increment(ref _databases)}", RetrySeconds = retrySeconds }, new(), TimeProvider.System, NullLogger<InfluxStore>.Instance);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
