using System.ComponentModel;
using IoTConsole.Infrastructure.Api;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Telemetry.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Telemetry.History;

/// <summary>History for programs.</summary>
internal static class HistoryApi
{
    /// <param name="BucketSeconds">The bucket that was used; 0 for raw readings.</param>
    /// <param name="Complete">False when there were more points than asked for; these are the oldest of the range.</param>
    public sealed record HistoryReply(string Metric, string? Unit, double BucketSeconds, bool Complete, IReadOnlyList<SeriesPoint> Points);

    /// <param name="BucketSeconds">The bucket that was used; 0 for raw readings.</param>
    /// <param name="Complete">False when a line had more points than asked for; these are the oldest of the range.</param>
    public sealed record LinesReply(double BucketSeconds, bool Complete, IReadOnlyList<SeriesLine> Lines);

    /// <param name="Complete">0 to 1; more from one device does not make up for less from another. Null when nothing was expected.</param>
    public sealed record TallyReply(long Expected, long Received, double? Complete);

    public sealed record DeviceTallyReply(Guid DeviceId, string Device, int IntervalSeconds, long Expected, long Received, double? Complete);

    public sealed record PartTallyReply(DateTimeOffset From, long Expected, long Received, double? Complete);

    /// <param name="To">Not later than now.</param>
    /// <param name="Devices">Worst first.</param>
    /// <param name="Parts">By the hour, or by the day where the range is longer than three days; UTC.</param>
    public sealed record CompletenessReply(
        DateTimeOffset From, DateTimeOffset To, TallyReply All, IReadOnlyList<DeviceTallyReply> Devices, IReadOnlyList<PartTallyReply> Parts);

    /// <param name="At">Event time.</param>
    public sealed record LastReply(Guid DeviceId, string Device, string Metric, string? Unit, ReadingValue Value, DateTimeOffset At, DateTimeOffset ArrivedAt);

    /// <summary>What every question here says about its series and range.</summary>
    public sealed record Which(
        [property: Description("Metric name, as the device sends it; up to 16."), FromQuery(Name = "metric")] string[] Metric,
        [property: Description("Device id, up to 500; or say a site or a tag."), FromQuery(Name = "device")] string[]? Device,
        [property: Description("Site id; everything at or below it that the caller sees."), FromQuery(Name = "site")] Guid? Site,
        [property: Description("Devices that carry this tag, within the site if one is said."), FromQuery(Name = "tag")] string? Tag)
    {
        internal ChoiceInput Choice => new(Device, Site, Tag, Metric);
    }

    public static IEndpointRouteBuilder MapHistory(this IEndpointRouteBuilder api)
    {
        api.MapGet("/telemetry", HistoryAsync).WithName("ReadTelemetry").WithTags("Telemetry")
            .WithSummary("Readings, raw or in buckets, as one line")
            .WithDescription("Of devices, or of everything at or below a site or with a tag, taken together. Empty buckets are left out. Oldest first, at most `limit` points (1 to 5,000, default 500).")
            .Produces<HistoryReply>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(429);
        api.MapGet("/telemetry/lines", LinesAsync).WithName("ReadTelemetryLines").WithTags("Telemetry")
            .WithSummary("Readings, raw or in buckets, a line for each device or metric")
            .WithDescription("`group` is Device (a line for each device and metric), Metric or Merged. At most `limit` points a line; raw readings count all lines together.")
            .Produces<LinesReply>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(429);
        api.MapGet("/telemetry/completeness", CompletenessAsync).WithName("ReadCompleteness").WithTags("Telemetry")
            .WithSummary("Readings expected and received, in all, by device and by hour or day")
            .WithDescription("Expected by each device's interval, from when the console knew it. Name the metric that a device sends every time; of several, what most came of counts.")
            .Produces<CompletenessReply>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(429);
        api.MapGet("/telemetry/last", LastAsync).WithName("ReadLastValues").WithTags("Telemetry")
            .WithSummary("The newest value of each series").WithDescription("In the order of device ids. A device's values stay on one page.")
            .Produces<Page<LastReply>>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        return api;
    }

    private static async Task<IResult> HistoryAsync(
        ReadHistory history, TimeProvider clock, HttpContext http, [AsParameters] Which which,
        [Description("Event time, inclusive. Default: 24 hours before the end.")] DateTimeOffset? from,
        [Description("Event time, exclusive. Default: now.")] DateTimeOffset? to,
        [Description("Seconds a bucket has, at least 1. Default: the smallest round one that keeps within the limit.")] double? bucket,
        [Description("Raw, Average, Minimum, Maximum, Count, Last, First or Sum. Default: Average.")] Aggregate? aggregate,
        [Description("Most points, 1 to 5,000.")] int? limit,
        CancellationToken ct)
    {
        var result = await history.RunAsync(AskOf(which, from, to, bucket, aggregate, limit, clock), ct);
        if (!result.Succeeded) return Refused(http, result.Problem);
        var line = result.Value.Lines[0];
        return TypedResults.Ok(new HistoryReply(
            line.Metric ?? string.Join(',', which.Metric), line.Unit, result.Value.Bucket.TotalSeconds, result.Value.Complete, line.Points));
    }

    private static async Task<IResult> LinesAsync(
        ReadHistory history, TimeProvider clock, HttpContext http, [AsParameters] Which which,
        [Description("Event time, inclusive. Default: 24 hours before the end.")] DateTimeOffset? from,
        [Description("Event time, exclusive. Default: now.")] DateTimeOffset? to,
        [Description("Seconds a bucket has, at least 1. Default: the smallest round one that keeps within the limit.")] double? bucket,
        [Description("Raw, Average, Minimum, Maximum, Count, Last, First or Sum. Default: Average.")] Aggregate? aggregate,
        [Description("Device, Metric or Merged. Default: Device.")] SeriesGrouping? group,
        [Description("Most points of a line, 1 to 5,000.")] int? limit,
        CancellationToken ct)
    {
        var result = await history.RunAsync(AskOf(which, from, to, bucket, aggregate, limit, clock) with { Grouping = group ?? SeriesGrouping.Device }, ct);
        return result.Succeeded
            ? TypedResults.Ok(new LinesReply(result.Value.Bucket.TotalSeconds, result.Value.Complete, result.Value.Lines))
            : Refused(http, result.Problem);
    }

    private static async Task<IResult> CompletenessAsync(
        ReadCompleteness completeness, TimeProvider clock, HttpContext http, [AsParameters] Which which,
        [Description("Event time, inclusive. Default: 24 hours before the end.")] DateTimeOffset? from,
        [Description("Event time, exclusive. Default: now.")] DateTimeOffset? to,
        [Description("Most devices listed, 1 to 500; default 100.")] int? limit,
        CancellationToken ct)
    {
        var (begin, end) = RangeOf(from, to, clock);
        var result = await completeness.RunAsync(new(which.Choice, begin, end, limit ?? 100), ct);
        if (!result.Succeeded) return Refused(http, result.Problem);
        var row = result.Value;
        return TypedResults.Ok(new CompletenessReply(
            row.From, row.To, new(row.All.Expected, row.All.Received, row.All.Complete),
            row.Devices.Select(d => new DeviceTallyReply(d.Id, d.DeviceId, d.IntervalSeconds, d.Tally.Expected, d.Tally.Received, d.Tally.Complete)).ToList(),
            row.Parts.Select(p => new PartTallyReply(p.From, p.Tally.Expected, p.Tally.Received, p.Tally.Complete)).ToList()));
    }

    private static async Task<IResult> LastAsync(ReadLastValues last, HttpContext http, [AsParameters] Which which, int? limit, string? cursor, CancellationToken ct)
    {
        var result = await last.RunAsync(new(which.Choice, Cursor.Limit(limit), cursor), ct);
        return result.Succeeded
            ? TypedResults.Ok(new Page<LastReply>(
                result.Value.Items.Select(r => new LastReply(r.DeviceId, r.Device, r.Latest.Metric, r.Latest.Unit, r.Latest.Value, r.Latest.At, r.Latest.ArrivedAt)).ToList(),
                result.Value.Next))
            : Refused(http, result.Problem);
    }

    private static ReadHistory.Input AskOf(
        Which which, DateTimeOffset? from, DateTimeOffset? to, double? bucket, Aggregate? aggregate, int? limit, TimeProvider clock)
    {
        var (begin, end) = RangeOf(from, to, clock);

        // What is no number of seconds is as wrong as none at all.
        TimeSpan? width = bucket is not { } seconds ? null : double.IsFinite(seconds) ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e9)) : TimeSpan.Zero;
        return new(which.Choice, begin, end, width, aggregate ?? Aggregate.Average, limit ?? 500);
    }

    private static (DateTimeOffset From, DateTimeOffset To) RangeOf(DateTimeOffset? from, DateTimeOffset? to, TimeProvider clock)
    {
        var end = to ?? clock.GetUtcNow();
        return (from ?? (end - DateTimeOffset.MinValue > TimeSpan.FromDays(1) ? end.AddDays(-1) : DateTimeOffset.MinValue), end);
    }

    private static IResult Refused(HttpContext http, Problem problem)
    {
        if (problem.Kind == ProblemKind.Busy) http.Response.Headers.RetryAfter = problem.Code == "telemetry.read-enough" ? "60" : "5";
        return problem.ToHttp();
    }
}
