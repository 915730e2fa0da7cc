using System.Net.Sockets;
using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Web.Keeping;

/// <summary>
/// Takes a word from the same program started a second time: the store's files belong to the process that runs. Only who may read the data
/// directory can reach it. One line in; lines out, the last of them "done" or "failed" with the reason.
/// </summary>
internal sealed class ControlSocket(HostSettings host, IServiceScopeFactory scopes, ILogger<ControlSocket> log) : BackgroundService
{
    public const string FileName = "console.sock";

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, FileName);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var path = PathIn(host.DataDirectory);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(path); // of a process that was killed
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(4);
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException or IOException)
        {
            log.LogWarning("No word can be taken at {Path} ({Reason}): backup and verify-telemetry work only while the console is stopped", path, fault.Message);
            return;
        }

        try
        {
            while (true)
            {
                using var caller = await listener.AcceptAsync(stoppingToken);
                await AnswerAsync(caller, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            File.Delete(path);
        }
    }

    private async Task AnswerAsync(Socket caller, CancellationToken ct)
    {
        try
        {
            await using var stream = new NetworkStream(caller);
            using var reader = new StreamReader(stream);
            await using var writer = new StreamWriter(stream) { AutoFlush = true };
            var asked = (await reader.ReadLineAsync(ct) ?? "").Split('\t', 2);
            try
            {
                await DoAsync(asked[0], asked.Length > 1 ? asked[1] : "", line => writer.WriteLineAsync(line), ct);
                await writer.WriteLineAsync("done");
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogWarning(fault, "{Word} failed", asked[0]);
                await writer.WriteLineAsync($"failed {fault.Message.ReplaceLineEndings(" ")}");
            }
        }
        catch (IOException)
        {
            // Whoever asked has left.
        }
    }

    private async Task DoAsync(string word, string directory, Func<string, Task> say, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        switch (word)
        {
            case "backup":
                await scope.ServiceProvider.GetRequiredService<Backup>().RunAsync(directory, say, ct);
                log.LogInformation("A backup was written to {Directory}", directory);
                break;
            case "verify-telemetry":
                await KeepingVerbs.SayAsync(await scope.ServiceProvider.GetRequiredService<IStoreKeeping>().CheckAsync(ct), say);
                break;
            default:
                throw new InvalidOperationException($"“{word}” is not understood.");
        }
    }
}
