using System.ComponentModel;
using IoTConsole.Infrastructure.Api;
using IoTConsole.Infrastructure.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Telemetry.Flow;

/// <summary>The way of readings through the console, for programs.</summary>
internal static class FlowApi
{
    /// <param name="Hops">In order, from the device to a page.</param>
    /// <param name="Messages">The last ones, newest first.</param>
    public sealed record TraceReply(Guid DeviceId, string Device, string? Metric, IReadOnlyList<HopReply> Hops, IReadOnlyList<WayReply> Messages);

    /// <param name="Unit">What is counted.</param>
    /// <param name="MillisecondsP50">Null where no time is measured.</param>
    public sealed record HopReply(string Hop, string Words, long? In, long? Out, string Unit, IReadOnlyList<LossReply> Lost, double? MillisecondsP50, double? MillisecondsP95);

    public sealed record LossReply(string Reason, long Count);

    /// <param name="At">Event time, by the device's clock.</param>
    /// <param name="ArrivedAt">By the console's clock.</param>
    /// <param name="Sender">The gateway, or the device itself.</param>
    /// <param name="Duplicates">Readings that were stored before.</param>
    public sealed record WayReply(
        DateTimeOffset At, DateTimeOffset ArrivedAt, long? Sequence, string Sender, string Border, int Bytes, int Stored, int Duplicates,
        double DecodeMilliseconds, double QueueMilliseconds, double CommitMilliseconds, double AnswerMilliseconds);

    public static IEndpointRouteBuilder MapFlow(this IEndpointRouteBuilder api)
    {
        api.MapGet("/devices/{device}/trace", TraceAsync).WithName("TraceReadings").WithTags("Telemetry")
            .WithSummary("Follow the readings of a device end to end")
            .WithDescription("By device id or by the console's own id. From the first call on, and for ten minutes after the last, each message of the device is kept with its time at every hop, at most 32; before that only the last one is.")
            .Produces<TraceReply>().ProducesProblem(403).ProducesProblem(404);
        return api;
    }

    private static async Task<IResult> TraceAsync(
        string device, ReadFlow flow, [Description("Metric name; the first one by name when left out.")] string? metric, CancellationToken ct)
    {
        var result = await flow.RunAsync(device, metric, ct);
        return result.Succeeded
            ? TypedResults.Ok(new TraceReply(
                result.Value.DeviceId, result.Value.Device, result.Value.Metric, result.Value.Steps.Select(HopOf).ToList(), result.Value.Passages.Select(WayOf).ToList()))
            : result.Problem.ToHttp();
    }

    private static HopReply HopOf(FlowStep step) => new(
        step.Key, step.Words, step.In, step.Out, step.Unit, step.Lost.Select(l => new LossReply(l.Reason, l.Count)).ToList(), step.Half, step.Most);

    private static WayReply WayOf(Passage way) => new(
        way.At, way.ArrivedAt, way.Sequence, way.Sender, way.Border, way.Bytes, way.Stored, way.Duplicates, way.Decode, way.Queue, way.Commit, way.Answer);
}
