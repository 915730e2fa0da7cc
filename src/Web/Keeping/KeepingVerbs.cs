using System.Net.Sockets;
using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Web.Keeping;

/// <summary><c>backup --to DIR</c>, <c>restore --from DIR</c> and <c>verify-telemetry</c>, <c>migrate-telemetry --to STORE</c>; settings follow as usual. A console that runs is asked to do it itself.</summary>
internal static class KeepingVerbs
{
    public static Task<int> BackupAsync(string[] args) => ReportAsync(async () =>
    {
        var (to, data, _) = Read(args, "--to");
        if (await AskAsync(data, $"backup\t{to}")) return;
        if (!Directory.Exists(data)) throw new IOException($"There is no {data}. Say where the console keeps its data with --DataDirectory.");
        Backup.Prepare(to!);
        await Console.Out.WriteLineAsync($"{Backup.CopyRest(data, to!, name => name == ControlSocket.FileName):N0} files of a console that is stopped");
        await (await BackupManifest.OfAsync(to!, TimeProvider.System.GetUtcNow(), default)).WriteAsync(to!, default);
    });

    public static Task<int> RestoreAsync(string[] args) => ReportAsync(async () =>
    {
        var (from, data, _) = Read(args, "--from");
        var manifest = await BackupManifest.ReadAsync(from!, default);
        if (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any())
            throw new IOException($"{data} is not empty. Move it away first; a restore never overwrites.");
        Hosting.Preparation.MakeDataDirectory(data);
        foreach (var part in manifest.Parts)
        {
            var target = Path.Combine(data, part.File);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(from!, part.File), target);
        }

        await Console.Out.WriteLineAsync($"{manifest.Parts.Count:N0} files in {data}, as of {manifest.Began:u}. Start the console as usual.");
    });

    public static Task<int> VerifyAsync(string[] args) => ReportAsync(async () =>
    {
        var (_, data, configuration) = Read(args, null);
        if (await AskAsync(data, "verify-telemetry")) return;
        if (await TelemetryVerbs.CheckAsync(configuration, default) is { } report) await SayAsync(report, Console.Out.WriteLineAsync);
        else await Console.Out.WriteLineAsync("There is no embedded store of readings.");
    });

    /// <summary>Into the other store; run again, it goes on where it ended.</summary>
    public static Task<int> MigrateAsync(string[] args) => ReportAsync(async () =>
    {
        var at = Array.IndexOf(args, "--to");
        if (at < 0 || at + 1 >= args.Length) throw new FormatException("Say --to InfluxDb or --to DuckDb: the store to move into.");
        var (_, data, configuration) = Read([.. args[..at], .. args[(at + 2)..]], null);
        if (Answers(data)) throw new IOException("The console runs on this data. Stop it first, so that nothing is stored meanwhile.");
        var report = await TelemetryVerbs.MoveAsync(configuration, args[at + 1], Console.Out.WriteLineAsync, default)
            ?? throw new FormatException($"Readings are in {configuration["Telemetry:Store"] ?? "DuckDb"}. Say --to and the other one: DuckDb or InfluxDb.");
        await SayAsync(report, Console.Out.WriteLineAsync);
        await Console.Out.WriteLineAsync($"All of it is in {args[at + 1]}. Set Telemetry:Store to it, then start the console.");
    });

    /// <exception cref="InvalidDataException">Something is wrong.</exception>
    public static async Task SayAsync(StoreReport report, Func<string, Task> say)
    {
        await say($"{report.Readings:N0} readings were read");
        foreach (var fault in report.Faults) await say(fault);
        if (report.Faults.Count > 0) throw new InvalidDataException($"{report.Faults.Count} faults.");
    }

    private static (string? Directory, string Data, IConfiguration Configuration) Read(string[] args, string? option)
    {
        var at = option is null ? -1 : Array.IndexOf(args, option);
        if (option is not null && (at < 0 || at + 1 >= args.Length)) throw new FormatException($"Say {option} and a directory.");
        var others = at < 0 ? args : [.. args[..at], .. args[(at + 2)..]];
        var configuration = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables().AddCommandLine(others).Build();
        var data = Path.GetFullPath(configuration["DataDirectory"] ?? new HostSettings().DataDirectory);
        configuration["DataDirectory"] = data;
        return (at < 0 ? null : Path.GetFullPath(args[at + 1]), data, configuration);
    }

    /// <returns>False when no console runs on this data.</returns>
    private static async Task<bool> AskAsync(string data, string word)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(ControlSocket.PathIn(data)));
        }
        catch (Exception nobody) when (nobody is SocketException or ArgumentException)
        {
            return false;
        }

        await using var stream = new NetworkStream(socket);
        await using var writer = new StreamWriter(stream) { AutoFlush = true };
        using var reader = new StreamReader(stream);
        await writer.WriteLineAsync(word);
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line == "done") return true;
            if (line.StartsWith("failed ", StringComparison.Ordinal)) throw new IOException(line["failed ".Length..]);
            await Console.Out.WriteLineAsync(line);
        }

        throw new IOException("The console ended before it was done.");
    }

    private static bool Answers(string data)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(ControlSocket.PathIn(data)));
            return true;
        }
        catch (Exception nobody) when (nobody is SocketException or ArgumentException)
        {
            return false;
        }
    }

    private static async Task<int> ReportAsync(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }
    }
}
