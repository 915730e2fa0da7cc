using IoTConsole.Infrastructure.Api;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Overview;
using IoTConsole.Telemetry.Refused;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Telemetry;

/// <summary>Readings and how devices are doing, for programs.</summary>
internal static class TelemetryApi
{
    /// <param name="StaleAfterSeconds">A value older than this is stale.</param>
    public sealed record LatestReply(Guid DeviceId, string Device, double StaleAfterSeconds, IReadOnlyList<LatestValue> Values);

    /// <param name="Counts">Devices by state.</param>
    /// <param name="ReadingsPerSecond">Of this scope, over the last ten seconds.</param>
    /// <param name="CommitMillisecondsP95">Of the whole console.</param>
    public sealed record OverviewReply(
        DateTimeOffset At, int Devices, IReadOnlyDictionary<HealthState, int> Counts, double ReadingsPerSecond,
        double CommitMillisecondsP50, double CommitMillisecondsP95, double AnswerMillisecondsP50, double AnswerMillisecondsP95);

    /// <param name="Text">What was sent: text, or hexadecimal where it is no text; at most the first 2,048 bytes.</param>
    public sealed record SampleReply(Guid Id, DateTimeOffset At, string Device, string Border, string Reason, string Text, long Bytes);

    /// <param name="DeviceId">As the device calls itself; it need not be registered.</param>
    /// <param name="Border">publish or http.</param>
    /// <param name="Why">In a sentence.</param>
    /// <param name="Count">Since this process started.</param>
    /// <param name="Sample">The newest message that is kept of them; null when none is.</param>
    public sealed record RefusedOfDeviceReply(Guid? Id, string DeviceId, string Border, string Reason, string Why, long Count, DateTimeOffset LastAt, Guid? Sample);

    public static IEndpointRouteBuilder MapReadings(this IEndpointRouteBuilder api)
    {
        api.MapGet("/devices/{device}/latest", LatestAsync).WithName("GetLatestValues").WithTags("Telemetry")
            .WithSummary("The newest value of each metric of a device")
            .WithDescription("By device id or by the console's own id. Newest by event time, whatever the order of arrival.")
            .Produces<LatestReply>().ProducesProblem(403).ProducesProblem(404);
        api.MapGet("/overview", OverviewAsync).WithName("GetOverview").WithTags("Telemetry")
            .WithSummary("Devices by state and the rate of readings, in the caller's scope").Produces<OverviewReply>().ProducesProblem(403);
        api.MapGet("/ingest/refusals", SamplesAsync).WithName("ListRefusedMessages").WithTags("Telemetry")
            .WithSummary("The last refused messages, at most fifty").WithDescription("Counts by reason are at /system/refusals.")
            .Produces<Page<SampleReply>>().ProducesProblem(403);
        api.MapGet("/ingest/refusals/devices", RefusedOfDevicesAsync).WithName("ListRefusedByDevice").WithTags("Telemetry")
            .WithSummary("What was refused since start, by device and reason, in the caller's scope")
            .WithDescription("At most five hundred lines, the latest first. `device` is a part of the device id, `reason` one of those it answers with.")
            .Produces<Page<RefusedOfDeviceReply>>().ProducesProblem(403);
        return api;
    }

    private static async Task<IResult> LatestAsync(string device, ReadLatest latest, CancellationToken ct)
    {
        var result = await latest.RunAsync(device, ct);
        return result.Succeeded
            ? TypedResults.Ok(new LatestReply(result.Value.DeviceId, result.Value.DeviceKey, result.Value.StaleAfter.TotalSeconds, result.Value.Values))
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

    private static async Task<IResult> RefusedOfDevicesAsync(ListRefused list, CancellationToken ct, string? device = null, string? reason = null)
    {
        var result = await list.RunAsync(new(device, reason), ct);
        return result.Succeeded
            ? TypedResults.Ok(new Page<RefusedOfDeviceReply>(
                result.Value.Rows.Select(r => new RefusedOfDeviceReply(r.Device, r.DeviceId, r.Border, r.Reason, r.Why, r.Count, r.LastAt, r.Sample)).ToList(), null))
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
