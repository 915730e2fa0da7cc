using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace IoTConsole.Benchmarks.Parts;

/// <summary>
/// Asks another .NET program to collect everything now, through its diagnostics port, so that what it holds is not mixed with what it has let go of:
/// https://github.com/dotnet/diagnostics/blob/main/documentation/design-docs/ipc-protocol.md.
/// </summary>
internal static class FullCollection
{
    private const byte EventPipe = 2, CollectTracing2 = 3, StopTracing = 1;
    private const ulong HeapCollect = 0x80_0000;

    public static async Task OfAsync(int process)
    {
        // A program that was killed leaves its socket behind, and its number is given out again.
        var path = Directory.GetFiles(Path.GetTempPath(), $"dotnet-diagnostic-{process}-*-socket").MaxBy(File.GetCreationTimeUtc)!;
        var provider = Encoding.Unicode.GetBytes("Microsoft-Windows-DotNETRuntime\0");
        var ask = new byte[4 + 4 + 1 + 4 + 8 + 4 + 4 + provider.Length + 4];
        BinaryPrimitives.WriteUInt32LittleEndian(ask, 16);
        BinaryPrimitives.WriteUInt32LittleEndian(ask.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(ask.AsSpan(9), 1);
        BinaryPrimitives.WriteUInt64LittleEndian(ask.AsSpan(13), HeapCollect);
        BinaryPrimitives.WriteUInt32LittleEndian(ask.AsSpan(21), 5);
        BinaryPrimitives.WriteUInt32LittleEndian(ask.AsSpan(25), (uint)provider.Length / 2);
        provider.CopyTo(ask, 29);
        using var session = await AskAsync(path, CollectTracing2, ask);
        var id = new byte[8];
        await session.ReceiveAsync(id);
        var draining = DrainAsync(session);
        await Task.Delay(TimeSpan.FromSeconds(3));
        using (await AskAsync(path, StopTracing, id)) await draining;
    }

    private static async Task<Socket> AskAsync(string path, byte command, byte[] payload)
    {
        var message = new byte[20 + payload.Length];
        Encoding.ASCII.GetBytes("DOTNET_IPC_V1\0").CopyTo(message, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(14), (ushort)message.Length);
        (message[16], message[17]) = (EventPipe, command);
        payload.CopyTo(message, 20);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await socket.SendAsync(message);
        var head = new byte[20];
        await socket.ReceiveAsync(head);
        const byte Server = 0xFF, Fine = 0;
        return head[16] == Server && head[17] == Fine ? socket : throw new InvalidOperationException($"The diagnostics port answered {head[17]}.");
    }

    // What is recorded meanwhile; nobody reads it.
    private static async Task DrainAsync(Socket session)
    {
        var buffer = new byte[1 << 16];
        while (await session.ReceiveAsync(buffer) > 0)
        {
        }
    }
}
