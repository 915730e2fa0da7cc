using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace IoTConsole.Testing.Faults;

/// <summary>
/// Moves the wall clock of a process, fills its disk and slows it down, from outside and while it runs: a small C library that the process
/// preloads, steered through a mapped file. Needs gcc and no rights. Give <see cref="Environment"/> to the process when it starts.
/// </summary>
public sealed class FaultShim : IDisposable
{
    private const int Size = 16;
    private static readonly Lazy<string?> _library = new(Build);
    private readonly string _control;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;

    /// <param name="directory">Only files below it meet a full or slow disk.</param>
    public FaultShim(string directory)
    {
        _control = Path.Combine(Path.GetTempPath(), $"iotconsole-faults-{Guid.CreateVersion7():N}");
        File.WriteAllBytes(_control, new byte[Size]);
        _map = MemoryMappedFile.CreateFromFile(_control, FileMode.Open, null, Size);
        _view = _map.CreateViewAccessor(0, Size);
        Environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = _library.Value ?? throw new InvalidOperationException("gcc is not installed."), ["FAULTS_CONTROL"] = _control, ["FAULTS_DIRECTORY"] = directory,
        };
    }

    /// <summary>Whether the library could be built on this machine; tests skip otherwise.</summary>
    public static bool IsPossible => _library.Value is not null;

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>How far the process's wall clock is from the true one. Its timers go on as before.</summary>
    public TimeSpan ClockOffset
    {
        get => TimeSpan.FromSeconds(_view.ReadInt64(0));
        set => _view.Write(0, (long)value.TotalSeconds);
    }

    /// <summary>What every fsync takes longer, whole milliseconds.</summary>
    public TimeSpan SlowDisk
    {
        get => TimeSpan.FromMilliseconds(_view.ReadInt32(8));
        set => _view.Write(8, (int)value.TotalMilliseconds);
    }

    /// <summary>Every write below the directory fails with ENOSPC; reading goes on.</summary>
    public bool DiskFull
    {
        get => _view.ReadInt32(12) != 0;
        set => _view.Write(12, value ? 1 : 0);
    }

    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
        File.Delete(_control);
    }

    private static string? Build()
    {
        var directory = Directory.CreateTempSubdirectory("iotconsole-shim-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        var (source, library) = (Path.Combine(directory, "faults.c"), Path.Combine(directory, "faults.so"));
        using (var code = typeof(FaultShim).Assembly.GetManifestResourceStream("faults.c")!)
        using (var file = File.Create(source)) code.CopyTo(file);
        try
        {
            using var gcc = Process.Start(new ProcessStartInfo("gcc", ["-O1", "-shared", "-fPIC", "-o", library, source]) { RedirectStandardError = true, UseShellExecute = false })!;
            var said = gcc.StandardError.ReadToEnd();
            gcc.WaitForExit();
            return gcc.ExitCode == 0 ? library : throw new InvalidOperationException(said);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
