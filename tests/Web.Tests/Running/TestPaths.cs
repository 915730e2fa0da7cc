using System.Net;
using System.Net.Sockets;

namespace IoTConsole.Web.Tests.Running;

internal static class TestPaths
{
    public static string Root { get; } = FindRoot();

    /// <summary>Screenshots and logs, kept after the run and ignored by git.</summary>
    public static string Artifacts { get; } =
        Environment.GetEnvironmentVariable("IOTCONSOLE_TEST_ARTIFACTS") is { Length: > 0 } given ? given : Path.Combine(Root, "artifacts");

    /// <summary>The program as it was built, in the configuration that the tests were built in.</summary>
    public static string Program { get; } = Path.Combine(
        Root, "src", "Web", "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "IoTConsole.Web.dll");

    /// <summary>Real data sets, which keep their own licences and are therefore not in the tree. Null when they are not there.</summary>
    public static string? Data { get; } = new[]
        {
            Environment.GetEnvironmentVariable("IOTCONSOLE_TEST_DATA"),
            Path.Combine(Root, "..", "shared", "data"),
        }.OfType<string>().Where(Directory.Exists).Select(Path.GetFullPath).FirstOrDefault();

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "IoTConsole.sln")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException("IoTConsole.sln is nowhere above the tests.");
        return directory.FullName;
    }
}
