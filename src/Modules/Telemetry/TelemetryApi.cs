using System.ComponentModel;
using IoTConsole.Infrastructure.Api;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Overview;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Telemetry;

/// <summary>Readings and how devices are doing, for programs.</summary>
internal static class TelemetryApi
{
    /// <param name="StaleAfterSeconds">A value older than this is stale.</param>
    public sealed record LatestReply(Guid DeviceId, string Device, double StaleAfterSeconds, IReadOnlyList<LatestValue> Values);

    /// <param name="BucketSeconds">The bucket that was used; 0 for raw readings.</param>
    /// <param name="Complete">False when there were more points than asked for; these are the oldest of the range.</param>
    public sealed record HistoryReply(string Metric, string? Unit, double BucketSeconds, bool Complete, IReadOnlyList<SeriesPoint> Points);

    /// <param name="Counts">Devices by state.</param>
    /// <param name="ReadingsPerSecond">Of this scope, over the last ten seconds.</param>
    /// <param name="CommitMillisecondsP95">Of the whole console.</param>
    public sealed record OverviewReply(
        DateTimeOffset At, int Devices, IReadOnlyDictionary<HealthState, int> Counts, double ReadingsPerSecond,
        double CommitMillisecondsP50, double CommitMillisecondsP95, double AnswerMillisecondsP50, double AnswerMillisecondsP95);

    /// <param name="Text">What was sent: text, or hexadecimal where it is no text; at most the first 2,048 bytes.</param>
    public sealed record SampleReply(Guid Id, DateTimeOffset At, string Device, string Border, string Reason, string Text, long Bytes);

    public static IEndpointRouteBuilder MapReadings(this IEndpointRouteBuilder api)
    {
        api.MapGet("/devices/{device}/latest", LatestAsync).WithName("GetLatestValues").WithTags("Telemetry")
            .WithSummary("The newest value of each metric of a device")
            .WithDescription("By device id or by the console's own id. Newest by event time, whatever the order of arrival.")
            .Produces<LatestReply>().ProducesProblem(403).ProducesProblem(404);
        api.MapGet("/telemetry", HistoryAsync).WithName("ReadTelemetry").WithTags("Telemetry")
            .WithSummary("Readings of one metric, raw or in buckets")
            .WithDescription("Of a device, or of everything at or below a site. Empty buckets are left out. Oldest first, at most `limit` points (1 to 5,000, default 500).")
            .Produces<HistoryReply>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        api.MapGet("/overview", OverviewAsync).WithName("GetOverview").WithTags("Telemetry")
            .WithSummary("Devices by state and the rate of readings, in the caller's scope").Produces<OverviewReply>().ProducesProblem(403);
        api.MapGet("/ingest/refusals", SamplesAsync).WithName("ListRefusedMessages").WithTags("Telemetry")
            .WithSummary("The last refused messages, at most fifty").WithDescription("Counts by reason are at /system/refusals.")
            .Produces<Page<SampleReply>>().ProducesProblem(403);
        return api;
    }

    private static async Task<IResult> LatestAsync(string device, ReadLatest latest, CancellationToken ct)
    {
        var result = await latest.RunAsync(device, ct);
        return result.Succeeded
            ? TypedResults.Ok(new LatestReply(result.Value.DeviceId, result.Value.DeviceKey, result.Value.StaleAfter.TotalSeconds, result.Value.Values))
            : result.Problem.ToHttp();
    }

    private static async Task<IResult> HistoryAsync(
        ReadHistory history, TimeProvider clock,
        [Description("Metric name, as the device sends it.")] string metric,
        [Description("Device id; or say a site.")] string? device,
        [Description("Site id; everything at or below it that the caller sees.")] Guid? site,
        [Description("Event time, inclusive. Default: 24 hours before the end.")] DateTimeOffset? from,
        [Description("Event time, exclusive. Default: now.")] DateTimeOffset? to,
        [Description("Seconds a bucket has, at least 1. Default: the smallest round one that keeps within the limit.")] double? bucket,
        [Description("Raw, Average, Minimum, Maximum, Count or Last. Default: Average.")] Aggregate? aggregate,
        [Description("Most points, 1 to 5,000.")] int? limit,
        CancellationToken ct)
    {
        var end = to ?? clock.GetUtcNow();
        var result = await history.RunAsync(new(
            device, site, metric, from ?? end.AddDays(-1), end, bucket is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e9)) : null,
            aggregate ?? Aggregate.Average, limit ?? 500), ct);
        return result.Succeeded
            ? TypedResults.Ok(new HistoryReply(metric, result.Value.Unit, result.Value.Bucket.TotalSeconds, result.Value.Complete, result.Value.Points))
            : result.Problem.ToHttp();
    }

    private static async Task<IResult> OverviewAsync(ReadOverview overview, CancellationToken ct)
    {
        var result = await overview.RunAsync(ct);
        return result.Succeeded
            ? TypedResults.Ok(new OverviewReply(
                result.Value.At, result.Value.Total, result.Value.Counts, result.Value.PerSecond,
                result.Value.CommitP50, result.Value.CommitP95, result.Value.AnswerP50, result.Value.AnswerP95))
            : result.Problem.ToHttp();
    }

    private static async Task<IResult> SamplesAsync(ListRefusedSamples samples, CancellationToken ct)
    {
        var result = await samples.RunAsync(ct);
        return result.Succeeded
            ? TypedResults.Ok(new Page<SampleReply>(result.Value.Select(r => new SampleReply(r.Id, r.At, r.DeviceId, r.Border, r.Reason, r.Text, r.Bytes)).ToList(), null))
            : result.Problem.ToHttp();
    }
}
