using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace IoTConsole.Web.Tests.Running;

/// <summary>The real program in a process of its own, on embedded defaults, free ports and a data directory that outlives its deaths.</summary>
internal sealed class RunningConsole : IAsyncDisposable
{
    public const string AdminEmail = "ada@example.test";
    public const string AdminPassword = "A long sentence for Ada.";

    private readonly ConcurrentQueue<string> _output = new();
    private readonly Dictionary<string, string> _settings;
    private readonly string[] _arguments;
    private readonly string _log;
    private readonly bool _ownsData;
    private Process? _process;

    private RunningConsole(Dictionary<string, string> settings, string[] arguments, string data, bool ownsData)
    {
        (_settings, _arguments, DataDirectory, _ownsData) = (settings, arguments, data, ownsData);
        var logs = Directory.CreateDirectory(Path.Combine(TestPaths.Artifacts, "logs")).FullName;
        _log = Path.Combine(logs, $"{TestContext.Current.TestClass?.TestClassSimpleName ?? "console"}-{HttpPort}.log");
    }

    public int HttpPort { get; } = TestPaths.FreePort();

    public int TlsPort { get; } = TestPaths.FreePort();

    public int WebSocketPort { get; } = TestPaths.FreePort();

    public string DataDirectory { get; }

    public Uri Address => new($"http://127.0.0.1:{HttpPort}");

    public string Output => string.Join('\n', _output);

    public int ProcessId => _process!.Id;

    /// <summary>How long the last start took from the process's birth to the first "ready".</summary>
    public TimeSpan TimeToReady { get; private set; }

    /// <summary>Null while it runs.</summary>
    public int? ExitCode => _process is { HasExited: true } ended ? ended.ExitCode : null;

    /// <param name="settings">As environment variables; these win over the usual ones. An empty value removes one.</param>
    public static RunningConsole Plan(Dictionary<string, string>? settings = null, string? dataDirectory = null, params string[] arguments) =>
        new(settings ?? [], arguments, dataDirectory ?? Directory.CreateTempSubdirectory("iotconsole-run-").FullName, dataDirectory is null);

    public static async Task<RunningConsole> StartAsync(Dictionary<string, string>? settings = null, params string[] arguments)
    {
        var console = Plan(settings, null, arguments);
        try
        {
            await console.StartAsync();
            return console;
        }
        catch
        {
            await console.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the process and waits until it says that it is ready.</summary>
    public async Task StartAsync()
    {
        var watch = Stopwatch.StartNew();
        Launch();
        await ReadyAsync();
        TimeToReady = watch.Elapsed;
    }

    /// <summary>Until every part says that it is ready.</summary>
    public Task ReadyAsync() => AnswersAsync("/health/ready", "the console is ready");

    /// <summary>Starts the process and waits until it answers at all, however much is wrong with it.</summary>
    public async Task StartUnwellAsync()
    {
        Launch();
        await AnswersAsync("/health/live", "the console answers");
    }

    /// <summary>Starts the process without waiting, for those that are meant to fail.</summary>
    public void Launch()
    {
        var start = new ProcessStartInfo("dotnet", [TestPaths.Program, .. _arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false,
            WorkingDirectory = DataDirectory,
        };
        Dictionary<string, string> usual = new()
        {
            ["DataDirectory"] = DataDirectory,
            ["Urls"] = Address.ToString().TrimEnd('/'),
            ["Broker__TlsPort"] = TlsPort.ToString(CultureInfo.InvariantCulture),
            ["Broker__WebSocketPort"] = WebSocketPort.ToString(CultureInfo.InvariantCulture),
            ["Broker__Address"] = "127.0.0.1",
            ["Setup__AdminEmail"] = AdminEmail,
            ["Setup__AdminPassword"] = AdminPassword,
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            // Workstation collection: several of these run at once on a small machine.
            ["DOTNET_gcServer"] = "0",
        };
        foreach (var (name, value) in _settings) usual[name] = value;
        foreach (var (name, value) in usual.Where(s => s.Value.Length > 0)) start.Environment[name] = value;
        foreach (var (name, _) in usual.Where(s => s.Value.Length == 0)) start.Environment.Remove(name);
        _output.Clear();
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>As a machine that loses power: nothing in the process hears of it.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: the process is there and answers nobody.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>SIGTERM, as a service manager ends it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(TimeSpan? atMost = null)
    {
        if (_process is not { HasExited: false }) return ExitCode ?? 0;
        await SignalAsync("TERM");
        return await ExitAsync(atMost);
    }

    public async Task<int> ExitAsync(TimeSpan? atMost = null)
    {
        using var deadline = new CancellationTokenSource(atMost ?? TimeSpan.FromSeconds(60));
        try
        {
            await _process!.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            Assert.Fail($"The program did not end in time:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>The sum of a counter over its labels, as a Prometheus server would scrape it; 0 when it was never counted.</summary>
    public async Task<double> MetricAsync(string name, params string[] labels)
    {
        using var http = new HttpClient { BaseAddress = Address };
        var text = await http.GetStringAsync("/metrics");
        return text.Split('\n')
            .Where(l => !l.StartsWith('#') && (l.StartsWith(name + "_total{", StringComparison.Ordinal) || l.StartsWith(name + "_total ", StringComparison.Ordinal)
                || l.StartsWith(name + "{", StringComparison.Ordinal) || l.StartsWith(name + " ", StringComparison.Ordinal)))
            .Where(l => labels.All(label => l.Contains(label, StringComparison.Ordinal)))
            .Sum(l => double.Parse(l[(l.IndexOf('}', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[l.Contains('}', StringComparison.Ordinal) ? 0 : 1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await KillAsync();
        _process?.Dispose();
        if (_ownsData && Directory.Exists(DataDirectory)) Directory.Delete(DataDirectory, recursive: true);
    }

    private async Task AnswersAsync(string path, string what)
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        await Until.TrueAsync(
            async () =>
            {
                if (ExitCode is { } code) throw new InvalidOperationException($"The program ended with {code}:\n{Output}");
                using var reply = await http.GetAsync(path);
                return reply.IsSuccessStatusCode;
            },
            what, TimeSpan.FromSeconds(90), () => Output[^Math.Min(Output.Length, 3000)..]);
    }

    private async Task SignalAsync(string signal) =>
        (await ForeignProgram.RunAsync("kill", ["-" + signal, ProcessId.ToString(CultureInfo.InvariantCulture)])).MustSucceed();

    private void Keep(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        lock (_output) File.AppendAllText(_log, line + "\n");
    }
}
