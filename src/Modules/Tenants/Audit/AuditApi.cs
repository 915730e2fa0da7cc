using System.Text.Json.Nodes;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Tenants.Audit;

/// <summary>The audit log over HTTP: read only, as everything about it is.</summary>
internal static class AuditApi
{
    /// <param name="Before">The changed properties before; null for an addition.</param>
    /// <param name="After">The changed properties after; null for a removal.</param>
    internal sealed record AuditLine(
        Guid Id, DateTimeOffset At, ActorKind ActorKind, Guid ActorId, string ActorName, string Operation, string Kind, string Subject, string SubjectId,
        string SubjectName, string Site, JsonNode? Before, JsonNode? After);

    internal sealed record Filter(string? Who, string? Operation, string? Subject, DateTimeOffset? From, DateTimeOffset? To, Guid? Site)
    {
        public ListAudit.Input ToInput() => new(Who, Operation, Subject, From, To, Site);
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit").RequireAuthorization(TenantsPermissions.ViewAudit);
        audit.MapGet("/", ListAsync).WithName("ListAudit").WithSummary("List changes")
            .WithDescription("Newest first. `who` is part of a name, `subject` a kind of thing or an id, `from` and `to` are instants (to is exclusive), `site` a site with all below it.");
        audit.MapGet("/export", ExportAsync).WithName("ExportAudit").WithSummary("Export changes as CSV").WithDescription("The same filters; streamed, UTF-8, times in UTC.")
            .Produces(200, contentType: "text/csv");
    }

    private static async Task<Results<Ok<Page<AuditLine>>, ProblemHttpResult>> ListAsync(
        [AsParameters] Filter filter, ListAudit list, CancellationToken ct, int? limit = null, string? cursor = null)
    {
        var take = Cursor.Limit(limit);
        var rows = await list.RunAsync(filter.ToInput() with { After = Cursor.Read(cursor), Take = take + 1 }, ct);
        if (!rows.Succeeded) return rows.Problem.ToHttp();
        var page = rows.Value.Take(take).ToList();
        return TypedResults.Ok(new Page<AuditLine>(page.ConvertAll(Line), rows.Value.Count > take ? Cursor.Of(ListAudit.PositionOf(page[^1])) : null));
    }

    private static async Task ExportAsync([AsParameters] Filter filter, ExportAudit export, HttpContext http, CancellationToken ct)
    {
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"audit.csv\"";
        if (await export.RunAsync(filter.ToInput(), http.Response.Body, ct) is not { } refused) return;
        http.Response.Headers.ContentDisposition = default;
        await refused.ToHttp().ExecuteAsync(http);
    }

    private static AuditLine Line(ListAudit.Row r) => new(
        r.Id, r.At, r.ActorKind, r.ActorId, r.ActorName, r.Operation, r.Kind, r.Subject, r.SubjectId, r.SubjectName, r.Where,
        r.Before is null ? null : JsonNode.Parse(r.Before), r.After is null ? null : JsonNode.Parse(r.After));
}
