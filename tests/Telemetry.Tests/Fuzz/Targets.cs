using System.Buffers;
using System.Text;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Tests.Ingest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.Fuzz;

internal sealed class PlantedTarget : FuzzTarget
{
    public override void Run(byte[] bytes) => Planted.Run(bytes);
}

internal sealed class JsonTarget() : DecoderTarget("application/json");

internal sealed class CborTarget() : DecoderTarget("application/cbor");

/// <summary>A message as it lies in the pipe: in one piece, or cut in two where its length says.</summary>
internal abstract class DecoderTarget(string contentType) : FuzzTarget
{
    private const long Now = 1_772_442_000_000;
    private readonly PayloadDecoder _decoder = new(new NamePool());
    private readonly Payload _payload = new();

    public override void Run(byte[] bytes)
    {
        _decoder.Decode(bytes.Length % 2 == 0 ? new(bytes) : Cut(bytes, bytes.Length / 3), contentType, Now, _payload);
        foreach (var entry in _payload.Entries)
        {
            if (_payload.Refusal is not null || entry.Refusal is not null) continue;
            foreach (var value in _payload.ValuesOf(entry))
                if (string.IsNullOrEmpty(value.Metric) || double.IsInfinity(value.Number)) throw new InvalidOperationException("What was let through is no reading.");
        }
    }

    private static ReadOnlySequence<byte> Cut(byte[] bytes, int at)
    {
        var first = new Piece(bytes.AsMemory(0, at), 0);
        var last = first.Add(bytes.AsMemory(at));
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Piece Add(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}

/// <summary>What a client sends after CONNECT, read as its lane reads it; the first byte chooses the version.</summary>
internal sealed class PublishTarget : FuzzTarget
{
    public override void Run(byte[] bytes)
    {
        if (bytes.Length == 0) return;
        var rest = new ReadOnlySequence<byte>(bytes, 1, bytes.Length - 1);
        while (PublishPacket.IsNext(rest) && PublishPacket.TryMeasure(rest, out var first, out var length, out var header))
        {
            try
            {
                var body = rest.Slice(header, length - header).ToArray();
                var packet = PublishPacket.Read(first, body, (bytes[0] & 1) != 0);
                if (packet.PayloadStart > body.Length || packet.Topic.Length > body.Length || (packet.QualityOfService > 0 && packet.Id == 0)) throw new InvalidOperationException("Not what was sent.");
                _ = Encoding.UTF8.GetString(packet.Topic).Length + Encoding.UTF8.GetString(packet.ContentType).Length;
            }
            catch (BrokenProtocolException)
            {
                return; // The client is let go.
            }

            rest = rest.Slice(length);
        }
    }
}

/// <summary>A question of the history's API, from the text of its query to the answer's bytes, over a small store. The first byte chooses the route.</summary>
internal sealed class QueryTarget : FuzzTarget
{
    private readonly Fleet _fleet = Fleet.StartAsync(s => s.AddRouting()).GetAwaiter().GetResult();
    private readonly List<RequestDelegate> _routes;

    public QueryTarget()
    {
        var device = _fleet.Devices.Add("s-1");
        for (var minute = 0; minute < 300; minute += 10)
            ConsumePublishesTests.PublishAsync(_fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{_fleet.Now - (minute * 60_000)}}},"values":{"temperature":{{{minute}}},"open":true,"state":"on"}}""").GetAwaiter().GetResult();
        var routes = new Routes(_fleet.Console.Services);
        routes.MapHistory();
        _routes = routes.DataSources.SelectMany(s => s.Endpoints).Select(e => e.RequestDelegate!).ToList();
    }

    public override void Run(byte[] bytes)
    {
        if (bytes.Length == 0) return;
        using var scope = _fleet.Console.As(Fleet.Us());
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        using var reply = new MemoryStream();
        (http.Request.Method, http.Request.QueryString, http.Response.Body) = ("GET", new QueryString("?" + Encoding.UTF8.GetString(bytes, 1, bytes.Length - 1)), reply);
        _routes[bytes[0] % _routes.Count](http).GetAwaiter().GetResult();
        if (http.Response.StatusCode is not (200 or 400 or 403 or 404 or 429)) throw new InvalidOperationException($"Answered {http.Response.StatusCode}.");
    }

    public override void Dispose()
    {
        _fleet.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose();
    }

    private sealed class Routes(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }
}
