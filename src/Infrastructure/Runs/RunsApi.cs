using System.Text;
using IoTConsole.Infrastructure.Api;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Results;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>Doing something to many things at once, for programs.</summary>
internal static class RunsApi
{
    /// <param name="Verb">One of the list of verbs.</param>
    /// <param name="Arguments">As the verb wants them; each at most 2,000 characters.</param>
    /// <param name="Ids">At most 10,000; or say a filter.</param>
    /// <param name="Filter">As the address of the list says it, for example <c>q=tag:roof&amp;health=offline</c>; empty is everything in the caller's reach.</param>
    public sealed record RunBody(string Verb, Dictionary<string, string>? Arguments = null, IReadOnlyList<Guid>? Ids = null, string? Filter = null);

    public sealed record RunStarted(Guid Id);

    /// <param name="Code">Stable.</param>
    /// <param name="Names">Of the first few.</param>
    public sealed record SkippedReply(string Code, string Why, int Count, IReadOnlyList<string> Names);

    public sealed record ExampleReply(Guid Id, string Name, string Before, string After);

    /// <param name="Total">Everything that was chosen.</param>
    /// <param name="Changes">How many of them would change.</param>
    public sealed record PreviewReply(string Words, int Total, int Changes, IReadOnlyList<ExampleReply> Examples, IReadOnlyList<SkippedReply> Skipped);

    /// <param name="State">Waiting, Running, Finished, Stopped or Failed.</param>
    /// <param name="PerSecond">As of late; 0 before the first part.</param>
    /// <param name="SecondsLeft">Null when it is not running or not known.</param>
    /// <param name="UndoOf">The run that this one takes back.</param>
    /// <param name="UndoneBy">The run that took this one back.</param>
    public sealed record RunReply(
        Guid Id, string Words, string Verb, string State, int Total, int Changed, int Skipped, double PerSecond, double? SecondsLeft, string StartedBy,
        DateTimeOffset StartedAt, DateTimeOffset? EndedAt, Guid? UndoOf, Guid? UndoneBy);

    /// <param name="Problem">Why it stopped or failed.</param>
    public sealed record RunDetail(
        RunReply Run, string? Filter, IReadOnlyDictionary<string, string> Arguments, IReadOnlyList<SkippedReply> Skipped, string? Problem, bool MayStop, bool MayUndo);

    /// <param name="List">The list whose things it is about.</param>
    /// <param name="CanBeUndone">With some arguments it may be for good all the same; the run says so.</param>
    public sealed record VerbReply(string Code, string List, string Words, bool CanBeUndone, IReadOnlyList<BulkArgument> Arguments);

    public static IEndpointRouteBuilder MapRuns(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("/verbs", VerbsAsync).WithName("ListVerbs").WithSummary("What the caller may do to many things at once").Produces<Page<VerbReply>>().ProducesProblem(403);
        runs.MapPost("/preview", PreviewAsync).WithName("PreviewRun").WithSummary("What a run would change and skip, and why; changes nothing")
            .Produces<PreviewReply>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        runs.MapPost("/", StartAsync).WithName("StartRun").WithSummary("Do something to many things in the background")
            .WithDescription("Which things are meant is settled when it starts. Each is changed as far as whoever started the run may change it at that moment; the others are skipped with a reason. Ask for the run to see how far it is.")
            .Produces<RunStarted>(202).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(429);
        runs.MapGet("/", ListAsync).WithName("ListRuns").WithSummary("Runs, newest first: one's own, and those within one's part of the portfolio").Produces<Page<RunReply>>().ProducesProblem(403);
        runs.MapGet("/{id:guid}", GetAsync).WithName("GetRun").WithSummary("One run: how far it is, and what it skipped by reason").Produces<RunDetail>().ProducesProblem(403).ProducesProblem(404);
        runs.MapPost("/{id:guid}/stop", StopAsync).WithName("StopRun").WithSummary("Stop a run; what was done stays done").Produces(204).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        runs.MapPost("/{id:guid}/undo", UndoAsync).WithName("UndoRun").WithSummary("Take back what a run changed, by a run of its own")
            .WithDescription("What was changed by somebody since stays as it is now and is counted as skipped.")
            .Produces<RunStarted>(202).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        runs.MapGet("/{id:guid}/skipped", SkippedAsync).WithName("ListSkipped").WithSummary("What a run skipped, one a line, as CSV").Produces(200, contentType: "text/csv").ProducesProblem(403).ProducesProblem(404);
        return api;
    }

    private static async Task<IResult> VerbsAsync(ListVerbs verbs, CancellationToken ct, string? list = null)
    {
        var found = await verbs.RunAsync(list, ct);
        return found.Succeeded
            ? TypedResults.Ok(new Page<VerbReply>([.. found.Value.Select(v => new VerbReply(v.Code, v.List, v.Title, v.CanBeUndone(BulkArguments.None), v.Arguments))], null))
            : found.Problem.ToHttp();
    }

    private static async Task<IResult> PreviewAsync(RunBody body, PreviewRun preview, CancellationToken ct)
    {
        var seen = await preview.RunAsync(new(body.Verb ?? "", new(body.Arguments ?? []), new(body.Ids, body.Filter)), ct);
        if (!seen.Succeeded) return seen.Problem.ToHttp();
        var o = seen.Value;
        return TypedResults.Ok(new PreviewReply(o.Words, o.Total, o.Changes, [.. o.Examples.Select(e => new ExampleReply(e.Id, e.Name, e.Before, e.After))], Lines(o.Skipped)));
    }

    private static async Task<IResult> StartAsync(RunBody body, StartRun start, CancellationToken ct)
    {
        var started = await start.RunAsync(new(body.Verb ?? "", new(body.Arguments ?? []), new(body.Ids, body.Filter)), ct);
        return started.Succeeded ? TypedResults.Accepted($"/api/v1/runs/{started.Value}", new RunStarted(started.Value)) : started.Problem.ToHttp();
    }

    private static async Task<IResult> ListAsync(ListRuns list, CancellationToken ct, int? limit = null, string? cursor = null)
    {
        var most = Cursor.Limit(limit);
        var rows = await list.RunAsync(new(Limit: most, After: Guid.TryParse(Cursor.Read(cursor), out var after) ? after : null), ct);
        if (!rows.Succeeded) return rows.Problem.ToHttp();
        var items = rows.Value.Items.Select(Line).ToList();
        return TypedResults.Ok(new Page<RunReply>(items, rows.Value.Total > items.Count && items.Count > 0 ? Cursor.Of(items[^1].Id.ToString()) : null));
    }

    private static async Task<IResult> GetAsync(Guid id, GetRun get, CancellationToken ct)
    {
        var found = await get.RunAsync(id, ct);
        if (!found.Succeeded) return found.Problem.ToHttp();
        var r = found.Value;
        return TypedResults.Ok(new RunDetail(Line(r.Line), r.Filter, r.Arguments, Lines(r.Reasons), r.Problem, r.MayStop, r.MayUndo));
    }

    private static async Task<IResult> StopAsync(Guid id, StopRun stop, CancellationToken ct) =>
        await stop.RunAsync(id, ct) is { Succeeded: false } refused ? refused.Problem!.ToHttp() : TypedResults.NoContent();

    private static async Task<IResult> UndoAsync(Guid id, UndoRun undo, CancellationToken ct)
    {
        var started = await undo.RunAsync(id, ct);
        return started.Succeeded ? TypedResults.Accepted($"/api/v1/runs/{started.Value}", new RunStarted(started.Value)) : started.Problem.ToHttp();
    }

    private static async Task<IResult> SkippedAsync(Guid id, ReadSkipped skipped, CancellationToken ct)
    {
        var found = await skipped.RunAsync(id, ct);
        if (!found.Succeeded) return found.Problem.ToHttp();
        var text = new StringBuilder("id,name,code,why\r\n");
        foreach (var skip in found.Value) text.Append(skip.Id).Append(',').Append(Cell(skip.Name)).Append(',').Append(skip.Reason.Code).Append(',').Append(Cell(skip.Reason.Words)).Append("\r\n");
        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", $"skipped-{id}.csv");
    }

    // Quoted, and a text that begins like a formula gets an apostrophe: a spreadsheet would run it.
    private static string Cell(string text)
    {
        var harmless = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static RunReply Line(ListRuns.Row r) => new(
        r.Id, r.Words, r.Verb, r.State.ToString(), r.Total, r.Changed, r.Skipped, r.IsOpen ? Math.Round(r.Pace, 1) : 0, r.Left?.TotalSeconds, r.StartedBy, r.StartedAt, r.EndedAt, r.UndoOf, r.UndoneBy);

    private static IReadOnlyList<SkippedReply> Lines(IReadOnlyList<ReasonCount> reasons) => [.. reasons.Select(s => new SkippedReply(s.Reason.Code, s.Reason.Words, s.Count, s.Names))];
}
