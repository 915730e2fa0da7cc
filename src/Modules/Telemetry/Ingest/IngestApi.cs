using System.Buffers;
using IoTConsole.Infrastructure.Api;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Telemetry.Ingest;

internal static class IngestApi
{
    /// <param name="Accepted">Readings stored, one a metric and event time.</param>
    /// <param name="Refused">By reason: entries that were wrong, readings that were stored before.</param>
    public sealed record ReceiptReply(int Accepted, IReadOnlyList<RefusedReply> Refused);

    /// <param name="Reason">Stable and hyphenated, for example <c>in-future</c>.</param>
    public sealed record RefusedReply(string Reason, int Count);

    public static IEndpointRouteBuilder MapIngest(this IEndpointRouteBuilder api)
    {
        api.MapPost("/devices/{device}/telemetry", TakeAsync).WithName("SendTelemetry").WithTags("Telemetry").DisableAntiforgery()
            .WithSummary("Send readings of a device")
            .WithDescription("An object or array of {\"ts\": epoch ms, \"seq\": optional integer, \"values\": {\"temperature\": 21.5}} as application/json or application/cbor. "
                + "For a gateway an entry may carry \"device\": the id of a device behind it. Answered when the readings are on disk; a repeated call stores nothing twice.")
            .Accepts<byte[]>("application/json", "application/cbor").Produces<ReceiptReply>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404)
            .ProducesProblem(413).ProducesProblem(503);
        return api;
    }

    private static async Task<IResult> TakeAsync(string device, HttpRequest request, ReceiveReadings receive, TelemetrySettings settings, CancellationToken ct)
    {
        // One byte more than allowed is enough to know; the rest is not read.
        var body = await ReadAsync(request, settings.MostPayloadBytes + 1, ct);
        try
        {
            var result = await receive.RunAsync(new(device, new ReadOnlySequence<byte>(body), request.ContentType), ct);
            if (!result.Succeeded) return result.Problem.ToHttp();
            if (result.Value.Refusal == RefusalReasons.Oversize) return TooLarge(settings.MostPayloadBytes);
            if (result.Value.Refusal is { } reason) return TelemetryProblems.Undecodable(reason).ToHttp();
            return TypedResults.Ok(new ReceiptReply(result.Value.Accepted, result.Value.Refused.Select(r => new RefusedReply(r.Key, r.Value)).ToList()));
        }
        catch (Exception fault) when (fault is StoreFault or InvalidOperationException)
        {
            request.HttpContext.Response.Headers.RetryAfter = "5";
            return TypedResults.Problem("The readings could not be stored. Send them again.", title: "Not stored", statusCode: 503,
                extensions: new Dictionary<string, object?> { ["code"] = "telemetry.not-stored" });
        }
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request, int most, CancellationToken ct)
    {
        var buffer = new byte[Math.Min(most, request.ContentLength ?? 4096)];
        var length = 0;
        while (length < most)
        {
            if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(most, buffer.Length * 2L + 16));
            var read = await request.Body.ReadAsync(buffer.AsMemory(length), ct);
            if (read == 0) break;
            length += read;
        }

        return buffer.AsSpan(0, length).ToArray();
    }

    private static ProblemHttpResult TooLarge(int most) => TypedResults.Problem(
        $"A message has at most {most} bytes. Send the readings in several.", title: "Too large", statusCode: 413,
        extensions: new Dictionary<string, object?> { ["code"] = "telemetry.oversize" });
}
