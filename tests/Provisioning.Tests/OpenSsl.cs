using System.Diagnostics;

namespace IoTConsole.Provisioning.Tests;

/// <summary>The openssl program in a directory of its own: what a keeper of an offline root has, and a stranger who checks what we publish.</summary>
internal sealed class OpenSsl : IDisposable
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("iotconsole-openssl-").FullName;

    public string At(string file) => Path.Combine(_directory, file);

    public string Write(string file, string text)
    {
        File.WriteAllText(At(file), text);
        return At(file);
    }

    public string Read(string file) => File.ReadAllText(At(file));

    /// <summary>What it said on both outputs; fails the test when openssl did.</summary>
    public string Run(params string[] arguments)
    {
        var (code, said) = Try(arguments);
        Assert.True(code == 0, said);
        return said;
    }

    public (int Code, string Said) Try(params string[] arguments)
    {
        using var openssl = Process.Start(new ProcessStartInfo("openssl", arguments)
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _directory,
        })!;
        var (fault, said) = (openssl.StandardError.ReadToEndAsync(), openssl.StandardOutput.ReadToEnd());
        openssl.WaitForExit();
        return (openssl.ExitCode, said + fault.Result);
    }

    public void Dispose() => System.IO.Directory.Delete(_directory, recursive: true);
}
