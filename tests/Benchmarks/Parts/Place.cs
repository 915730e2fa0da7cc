using System.Net;
using System.Net.Sockets;

namespace IoTConsole.Benchmarks.Parts;

/// <summary>Where things lie, and a free port.</summary>
internal static class Place
{
    public static string Root { get; } = FindRoot();

    public static string Artifacts { get; } = Path.Combine(Root, "artifacts", "benchmarks");

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static async Task ListeningAsync(int port, Child child, TimeSpan atMost)
    {
        var deadline = TimeProvider.System.GetUtcNow() + atMost;
        while (TimeProvider.System.GetUtcNow() < deadline)
        {
            if (child.HasEnded) throw new InvalidOperationException("The program ended; its log is in artifacts/benchmarks.");
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        throw new TimeoutException($"Nothing listens on port {port}.");
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "IoTConsole.sln")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException("IoTConsole.sln is nowhere above this program.");
        return directory.FullName;
    }
}
