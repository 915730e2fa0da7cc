using IoTConsole.Infrastructure.Api;
using IoTConsole.Telemetry.History;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Telemetry.Exports;

/// <summary>Files of readings, for programs.</summary>
internal static class ExportsApi
{
    /// <param name="Metrics">1 to 16 names.</param>
    /// <param name="Devices">Device ids, at most 500; or say a site or a tag.</param>
    /// <param name="Site">Everything at or below it that the caller sees.</param>
    /// <param name="From">Event time, inclusive.</param>
    /// <param name="To">Event time, exclusive.</param>
    /// <param name="Format">Csv, Xlsx or Parquet.</param>
    public sealed record ExportBody(
        IReadOnlyList<string> Metrics, DateTimeOffset From, DateTimeOffset To, ExportFormat Format, IReadOnlyList<string>? Devices = null, Guid? Site = null, string? Tag = null);

    public sealed record AskedReply(Guid Id);

    /// <param name="Done">0 to 1.</param>
    /// <param name="KeptUntil">When the file goes; null while there is none.</param>
    public sealed record ExportReply(
        Guid Id, string Words, ExportFormat Format, ExportState State, DateTimeOffset From, DateTimeOffset To, DateTimeOffset AskedAt, double Done, long Rows, long Bytes,
        string? Problem, DateTimeOffset? KeptUntil);

    public static IEndpointRouteBuilder MapExports(this IEndpointRouteBuilder api)
    {
        var exports = api.MapGroup("/exports").WithTags("Exports");
        exports.MapGet("/", ListAsync).WithName("ListExports").WithSummary("The caller's own exports, newest first, at most 200")
            .Produces<Page<ExportReply>>().ProducesProblem(403);
        exports.MapPost("/", AskAsync).WithName("AskExport").WithSummary("Ask for a file of readings")
            .WithDescription("Written in the background; look at its state, then fetch the file. Times are ISO 8601 with the site's offset; CSV and XLSX are safe to open in a spreadsheet.")
            .Produces<AskedReply>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(429);
        exports.MapGet("/{id:guid}/file", FileAsync).WithName("GetExportFile").WithSummary("The finished file").Produces(200).ProducesProblem(404).ProducesProblem(409);
        exports.MapDelete("/{id:guid}", CancelAsync).WithName("CancelExport").WithSummary("Stop an export, or remove its file").Produces(204).ProducesProblem(404).ProducesProblem(409);
        return api;
    }

    private static async Task<IResult> ListAsync(ListExports list, CancellationToken ct)
    {
        var result = await list.RunAsync(ct);
        return result.Succeeded
            ? TypedResults.Ok(new Page<ExportReply>(
                result.Value.Select(e => new ExportReply(e.Id, e.Words, e.Format, e.State, e.From, e.To, e.AskedAt, e.Done, e.Rows, e.Bytes, e.Problem, e.KeptUntil)).ToList(), null))
            : result.Problem.ToHttp();
    }

    private static async Task<IResult> AskAsync(ExportBody body, AskExport ask, CancellationToken ct)
    {
        var result = await ask.RunAsync(new(new ChoiceInput(body.Devices, body.Site, body.Tag, body.Metrics ?? []), body.From, body.To, body.Format), ct);
        return result.Succeeded ? TypedResults.Ok(new AskedReply(result.Value)) : result.Problem.ToHttp();
    }

    private static async Task<IResult> FileAsync(Guid id, OpenExport open, CancellationToken ct)
    {
        var result = await open.RunAsync(id, ct);
        return result.Succeeded ? TypedResults.PhysicalFile(Path.GetFullPath(result.Value.Path), result.Value.Type, result.Value.Name, enableRangeProcessing: true) : result.Problem.ToHttp();
    }

    private static async Task<IResult> CancelAsync(Guid id, CancelExport cancel, CancellationToken ct)
    {
        var result = await cancel.RunAsync(id, ct);
        return result.Succeeded ? TypedResults.NoContent() : result.Problem.ToHttp();
    }
}
