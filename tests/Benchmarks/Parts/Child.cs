using System.Diagnostics;
using System.Globalization;

namespace IoTConsole.Benchmarks.Parts;

/// <summary>A program that this run started: what it costs, and its end.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly double _ticksASecond = 100; // USER_HZ, which Linux fixes for /proc (proc_pid_stat(5))
    private readonly Process _process;
    private readonly StreamWriter _log;

    public Child(string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? directory = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = directory ?? "" };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;
        Directory.CreateDirectory(Place.Artifacts);
        _log = new StreamWriter(Path.Combine(Place.Artifacts, $"{name}.log")) { AutoFlush = true };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Processor time so far, user and system, all threads.</summary>
    public TimeSpan Cpu
    {
        get
        {
            var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / _ticksASecond);
        }
    }

    /// <summary>Resident memory, bytes.</summary>
    public long Memory => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) * 1024;

    /// <summary>SIGKILL: no last word, as when the power goes.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and what follows when that is not heard.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited) return;
        using (Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30)))
        {
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        lock (_log) _log.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (_log)
            if (_log.BaseStream.CanWrite) _log.WriteLine(line.Data);
    }
}
