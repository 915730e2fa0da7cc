using IoTConsole.Infrastructure.Api;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Tenants.Sites;

/// <summary>The site tree over HTTP.</summary>
internal static class SitesApi
{
    /// <param name="TimeZone">IANA name; null when inherited.</param>
    /// <param name="Latitude">Degrees, WGS 84.</param>
    /// <param name="Longitude">Degrees, WGS 84.</param>
    internal sealed record SiteLine(Guid Id, Guid? ParentId, SiteKind Kind, string Name, string? TimeZone, double? Latitude, double? Longitude, int SitesBelow);

    /// <param name="Version">Send it back with a change; an older one is answered 409.</param>
    internal sealed record SiteDetail(
        Guid Id, Guid? ParentId, SiteKind Kind, string Name, string FullName, string? TimeZone, string ZoneInForce, double? Latitude, double? Longitude, int Version);

    internal sealed record NewSite(Guid ParentId, SiteKind Kind, string Name, string? TimeZone, double? Latitude, double? Longitude);

    internal sealed record SiteEdit(int Version, string Name, string? TimeZone, double? Latitude, double? Longitude);

    internal sealed record SiteMove(int Version, Guid ParentId);

    internal sealed record NewId(Guid Id);

    public static void Map(IEndpointRouteBuilder api)
    {
        var sites = api.MapGroup("/sites").WithTags("Sites").RequireAuthorization(TenantsPermissions.ViewSites);
        sites.MapGet("/", ListAsync).WithName("ListSites").WithSummary("List sites")
            .WithDescription("In tree order, within the scope of the caller. `under` lists one site and all below it; `search` is part of a name.");
        sites.MapGet("/{id:guid}", GetAsync).WithName("GetSite").WithSummary("Get a site").WithDescription("With its time zone in force and its version.");
        sites.MapPost("/", AddAsync).WithName("AddSite").WithSummary("Add a site")
            .WithDescription("Below a site of a higher level: portfolio, region, building, floor, zone. A building needs an IANA time zone.");
        sites.MapPut("/{id:guid}", EditAsync).WithName("EditSite").WithSummary("Rename a site, change its time zone or position")
            .WithDescription("All fields are set. 409 when somebody changed the site since `version`.");
        sites.MapPost("/{id:guid}/move", MoveAsync).WithName("MoveSite").WithSummary("Move a site")
            .WithDescription("Everything at or below it moves along. The caller must be permitted at the site, its old and its new parent.");
        sites.MapDelete("/{id:guid}", RemoveAsync).WithName("RemoveSite").WithSummary("Remove a site").WithDescription("Only an empty one; otherwise 409 says what stands there.");
    }

    private static async Task<Results<Ok<Page<SiteLine>>, ProblemHttpResult>> ListAsync(
        ListSites list, CancellationToken ct, Guid? under = null, string? search = null, int? limit = null, string? cursor = null)
    {
        var (skip, take) = Offsets.Of(cursor, limit);
        var rows = await list.RunAsync(new(under, search, skip, take + 1), ct);
        if (!rows.Succeeded) return rows.Problem.ToHttp();
        return TypedResults.Ok(Offsets.PageOf(rows.Value, skip, take, r => new SiteLine(r.Id, r.ParentId, r.Kind, r.Name, r.TimeZone, r.Latitude, r.Longitude, r.Below)));
    }

    private static async Task<Results<Ok<SiteDetail>, ProblemHttpResult>> GetAsync(Guid id, GetSite get, CancellationToken ct)
    {
        var found = await get.RunAsync(id, ct);
        if (!found.Succeeded) return found.Problem.ToHttp();
        var s = found.Value;
        return TypedResults.Ok(new SiteDetail(s.Id, s.ParentId, s.Kind, s.Name, s.FullName, s.TimeZone, s.ZoneInForce, s.Latitude, s.Longitude, s.Version));
    }

    private static async Task<Results<Created<NewId>, ProblemHttpResult>> AddAsync(NewSite ask, AddSite add, CancellationToken ct)
    {
        var added = await add.RunAsync(new(ask.ParentId, ask.Kind, ask.Name, ask.TimeZone, ask.Latitude, ask.Longitude), ct);
        return added.Succeeded ? TypedResults.Created($"/api/v1/sites/{added.Value}", new NewId(added.Value)) : added.Problem.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EditAsync(Guid id, SiteEdit ask, EditSite edit, CancellationToken ct) =>
        Answer(await edit.RunAsync(new(id, ask.Version, ask.Name, ask.TimeZone, ask.Latitude, ask.Longitude), ct));

    private static async Task<Results<NoContent, ProblemHttpResult>> MoveAsync(Guid id, SiteMove ask, MoveSite move, CancellationToken ct) =>
        Answer(await move.RunAsync(new(id, ask.Version, ask.ParentId), ct));

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, RemoveSite remove, CancellationToken ct) => Answer(await remove.RunAsync(id, ct));

    internal static Results<NoContent, ProblemHttpResult> Answer(Result<Done> done) => done.Succeeded ? TypedResults.NoContent() : done.Problem.ToHttp();
}
