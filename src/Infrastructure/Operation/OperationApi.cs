using IoTConsole.Infrastructure.Api;
using IoTConsole.Infrastructure.Results;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Infrastructure.Operation;

/// <summary>The System page for programs.</summary>
internal static class OperationApi
{
    /// <param name="Name">Stable name, <c>module.verb-plural</c>.</param>
    /// <param name="EverySeconds">Rhythm in seconds.</param>
    /// <param name="LastRunAt">UTC; null when it has never run.</param>
    /// <param name="Milliseconds">Duration of the last run.</param>
    /// <param name="Examined">Things looked at in the last run.</param>
    /// <param name="Changed">Things changed in the last run.</param>
    /// <param name="Error">What stopped the last run; null when it went well.</param>
    public sealed record JobLine(string Name, double EverySeconds, DateTimeOffset? LastRunAt, double? Milliseconds, long Examined, long Changed, string? Error);

    /// <param name="Border">Where it was turned away: connect, publish, subscribe or http.</param>
    /// <param name="Reason">Stable, hyphenated.</param>
    /// <param name="Count">Since this process started.</param>
    public sealed record RefusalLine(string Border, string Reason, long Count, DateTimeOffset LastAt, string? LastDetail);

    /// <param name="Now">UTC, as the clock says.</param>
    /// <param name="Expected">UTC, about what it should say by what was known before.</param>
    /// <param name="Fault">Why it is not believed; null while it is.</param>
    public sealed record ClockLine(DateTimeOffset Now, DateTimeOffset Expected, string? Fault);

    public static IEndpointRouteBuilder MapOperation(this IEndpointRouteBuilder api)
    {
        api.MapGet("/system/jobs", async (ListJobs jobs, CancellationToken ct) => Lines(
                await jobs.RunAsync(ct),
                j => new JobLine(j.Name, j.Every.TotalSeconds, j.LastRunAt, j.Milliseconds, j.Examined, j.Changed, j.Error)))
            .WithName("ListJobs").WithSummary("Jobs with their last run").WithTags("System").Produces<Page<JobLine>>().ProducesProblem(403);
        api.MapGet("/system/refusals", (ListRefusals refusals) => Lines(
                refusals.Run(), r => new RefusalLine(r.Border, r.Reason, r.Count, r.LastAt, r.LastDetail)))
            .WithName("ListRefusals").WithSummary("What was refused since start, by border and reason").WithTags("System").Produces<Page<RefusalLine>>().ProducesProblem(403);
        api.MapGet("/system/clock", Clock)
            .WithName("ReadClock").WithSummary("This machine's clock and whether it is believed").WithTags("System").Produces<ClockLine>().ProducesProblem(403);
        api.MapPost("/system/clock/confirm", IResult (ConfirmClock confirm) => confirm.Run().Problem is { } refused ? refused.ToHttp() : TypedResults.NoContent())
            .WithName("ConfirmClock").WithSummary("Say that this machine's clock is right although it leapt").WithTags("System")
            .WithDescription("Jobs that remove what is past its time go on. Only for whoever runs the platform.").Produces(204).ProducesProblem(403);
        return api;
    }

    private static IResult Clock(ReadClock clock)
    {
        var read = clock.Run();
        return read.Succeeded ? TypedResults.Ok(new ClockLine(read.Value.Now, read.Value.Expected, read.Value.Fault)) : read.Problem.ToHttp();
    }

    private static IResult Lines<TRow, TLine>(Result<IReadOnlyList<TRow>> rows, Func<TRow, TLine> line) =>
        rows.Succeeded ? TypedResults.Ok(new Page<TLine>(rows.Value.Select(line).ToList(), null)) : rows.Problem.ToHttp();
}
