using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Api;
using IoTConsole.Tenants.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Tenants.Views;

/// <summary>Saved views over HTTP. A view is an address under a name; it opens nothing that its reader does not see anyway.</summary>
internal static class ViewsApi
{
    /// <param name="Page">Path of the page without the first slash, such as <c>devices</c>.</param>
    /// <param name="Query">The query string without the question mark, at most 2,000 characters.</param>
    /// <param name="SharedWith">Everybody who holds this role sees it; null for the owner alone.</param>
    internal sealed record ViewLine(Guid Id, string Page, string Name, string Query, Role? SharedWith, string Owner, bool Own, bool IsDefault);

    /// <param name="Name">1 to 80 characters, unique among one's own views of the page.</param>
    internal sealed record NewView(string Page, string Name, string Query, Role? SharedWith = null);

    internal sealed record NewViewId(Guid Id);

    /// <param name="ViewId">Null for the page as it is.</param>
    internal sealed record NewDefault(string Page, Guid? ViewId = null);

    public static void Map(IEndpointRouteBuilder api)
    {
        var views = api.MapGroup("/views").WithTags("Views").RequireAuthorization(TenantsPermissions.UseViews);
        views.MapGet("/", ListAsync).WithName("ListViews").WithSummary("List saved views").WithDescription("One's own and those shared with a role one holds, by name; of one `page`, or all.");
        views.MapPost("/", CreateAsync).WithName("SaveView").WithSummary("Save a view").WithDescription("Private, or shared with everybody who holds a role. 409 when one has a view of that name already.");
        views.MapPut("/{id:guid}", ReplaceAsync).WithName("ReplaceView").WithSummary("Rename, overwrite or share a view").WithDescription("One's own only; everything is replaced.");
        views.MapDelete("/{id:guid}", RemoveAsync).WithName("RemoveView").WithSummary("Remove a view").WithDescription("One's own only; gone for everybody it was shared with.");
        views.MapPut("/default", DefaultAsync).WithName("ChooseDefaultView").WithSummary("Choose the view in which a page opens").WithDescription("For the caller alone.");
    }

    private static async Task<Results<Ok<Page<ViewLine>>, ProblemHttpResult>> ListAsync(ListViews list, CancellationToken ct, string? page = null)
    {
        var rows = await list.RunAsync(page, ct);
        return rows.Succeeded
            ? TypedResults.Ok(new Page<ViewLine>(rows.Value.Select(v => new ViewLine(v.Id, v.Page, v.Name, v.Query, v.SharedWith, v.Owner, v.Own, v.IsDefault)).ToList(), null))
            : rows.Problem.ToHttp();
    }

    private static async Task<Results<Created<NewViewId>, ProblemHttpResult>> CreateAsync(NewView ask, SaveView save, CancellationToken ct)
    {
        var saved = await save.RunAsync(new(null, ask.Page, ask.Name, ask.Query, ask.SharedWith), ct);
        return saved.Succeeded ? TypedResults.Created((string?)null, new NewViewId(saved.Value)) : saved.Problem.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReplaceAsync(Guid id, NewView ask, SaveView save, CancellationToken ct)
    {
        var saved = await save.RunAsync(new(id, ask.Page, ask.Name, ask.Query, ask.SharedWith), ct);
        return saved.Succeeded ? TypedResults.NoContent() : saved.Problem.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, RemoveView remove, CancellationToken ct) => SitesApi.Answer(await remove.RunAsync(id, ct));

    private static async Task<Results<NoContent, ProblemHttpResult>> DefaultAsync(NewDefault ask, ChooseDefaultView choose, CancellationToken ct) =>
        SitesApi.Answer(await choose.RunAsync(new(ask.Page ?? "", ask.ViewId), ct));
}
