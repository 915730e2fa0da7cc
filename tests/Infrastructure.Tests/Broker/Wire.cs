using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IoTConsole.Infrastructure.Tests.Broker;

/// <summary>A client that writes its bytes itself, right or wrong. On the plain port.</summary>
internal sealed class Wire : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private NetworkStream? _stream;

    private Wire()
    {
    }

    public Socket Socket => _tcp.Client;

    public static async Task<Wire> OpenAsync(BrokerHost host)
    {
        var wire = new Wire();
        await wire._tcp.ConnectAsync(IPAddress.Loopback, host.Ports.PlainPort!.Value);
        wire._stream = wire._tcp.GetStream();
        return wire;
    }

    /// <summary>Opened, and accepted by the broker.</summary>
    public static async Task<Wire> ConnectAsync(BrokerHost host, string clientId, int version = 5, bool clean = true)
    {
        var wire = await OpenAsync(host);
        await wire.SendAsync(Connect(clientId, version, clean));
        var (type, body) = await wire.ReadAsync();
        Assert.Equal((0x20, 0), (type, body[1]));
        return wire;
    }

    public static byte[] Connect(string clientId, int version = 5, bool clean = true, (string Topic, string Payload)? will = null, byte[]? properties = null, byte[]? willProperties = null)
    {
        var flags = (byte)((clean ? 2 : 0) | (will is null ? 0 : 0x0C));
        byte[] last = will is { } w ? [.. version == 5 ? willProperties ?? [0] : [], .. Text(w.Topic), .. Text(w.Payload)] : [];
        // The session outlives the connection unless it starts clean.
        properties = version != 5 ? [] : properties ?? (clean ? [0] : [5, 0x11, 0, 0, 0, 0xFF]);
        return Packet(0x10, [.. Text("MQTT"), (byte)version, flags, 0, 60, .. properties, .. Text(clientId), .. last]);
    }

    public static byte[] Publish(int qos, ushort id, string topic, string payload, int version = 5, bool again = false, byte[]? properties = null) => Packet(
        (byte)(0x30 | (qos << 1) | (again ? 8 : 0)),
        [.. Text(topic), .. qos > 0 ? Number(id) : [], .. version == 5 ? properties ?? [0] : [], .. Encoding.UTF8.GetBytes(payload)]);

    public static byte[] Subscribe(ushort id, string filter, int version = 5, byte[]? properties = null) =>
        Packet(0x82, [.. Number(id), .. version == 5 ? properties ?? [0] : [], .. Text(filter), 1]);

    public static byte[] Unsubscribe(ushort id, string filter) => Packet(0xA2, [.. Number(id), 0, .. Text(filter)]);

    public static byte[] Release(ushort id) => Packet(0x62, Number(id));

    public async Task SendAsync(params byte[][] packets)
    {
        foreach (var packet in packets) await _stream!.WriteAsync(packet);
    }

    /// <summary>One packet; type 0 when the broker has closed.</summary>
    public async Task<(int Type, byte[] Body)> ReadAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var one = new byte[1];
        if (await ReadSomeAsync(one, patience.Token) == 0) return (0, []);
        var type = one[0];
        var (length, shift) = (0, 0);
        do
        {
            await _stream!.ReadExactlyAsync(one, patience.Token);
            length |= (one[0] & 0x7F) << shift;
            shift += 7;
        }
        while (one[0] >= 0x80);
        var body = new byte[length];
        await _stream!.ReadExactlyAsync(body, patience.Token);
        return (type, body);
    }

    public void Dispose() => _tcp.Dispose();

    private static byte[] Number(ushort value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Text(string text) => [.. Number((ushort)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Packet(byte type, byte[] body)
    {
        var header = new List<byte> { type };
        var left = body.Length;
        do
        {
            header.Add((byte)((left & 0x7F) | (left > 0x7F ? 0x80 : 0)));
            left >>= 7;
        }
        while (left > 0);
        return [.. header, .. body];
    }

    private async Task<int> ReadSomeAsync(byte[] buffer, CancellationToken ct)
    {
        try
        {
            return await _stream!.ReadAsync(buffer, ct);
        }
        catch (IOException)
        {
            // A reset is as good an end as a close.
            return 0;
        }
    }
}
