using System.Diagnostics;

namespace IoTConsole.Testing.Faults;

/// <summary>A file system in memory that is really small, to be filled by hand and emptied again. Mounting one needs to be allowed.</summary>
public sealed class SmallDisk : IDisposable
{
    private static readonly byte[] _block = new byte[64 * 1024];
    private static readonly HashSet<string> _mounted = [];
    private readonly string _ballast;

    private SmallDisk(string directory) => (Directory, _ballast) = (directory, Path.Combine(directory, "ballast"));

    public string Directory { get; }

    public long Left => new DriveInfo(Directory).AvailableFreeSpace;

    /// <summary>Null where this machine does not let a test mount one.</summary>
    public static SmallDisk? Mount(int megabytes)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("iotconsole-disk-").FullName;
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=700", "tmpfs", directory) == 0)
        {
            lock (_mounted) _mounted.Add(directory);
            return new SmallDisk(directory);
        }

        System.IO.Directory.Delete(directory);
        return null;
    }

    /// <summary>Whether the directory is such a file system.</summary>
    public static bool Holds(string directory)
    {
        lock (_mounted) return _mounted.Contains(directory);
    }

    /// <summary>Takes all room but so many bytes, as a log or a dump that grows beside the program.</summary>
    public void Fill(long leave)
    {
        using var ballast = new FileStream(_ballast, FileMode.Append, FileAccess.Write, FileShare.None, 0);
        try
        {
            while (Left > leave) ballast.Write(_block, 0, (int)Math.Min(_block.Length, Math.Max(4096, Left - leave)));
        }
        catch (IOException)
        {
            // Somebody else took the last of it meanwhile: full is full.
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void Clear() => File.Delete(_ballast);

    public void Dispose()
    {
        Clear();
        if (Run("umount", Directory) != 0) Run("umount", "-l", Directory);
        lock (_mounted) _mounted.Remove(Directory);
        System.IO.Directory.Delete(Directory);
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
