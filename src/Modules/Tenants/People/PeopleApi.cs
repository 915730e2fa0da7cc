using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Api;
using IoTConsole.Tenants.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Tenants.People;

/// <summary>People and their grants over HTTP.</summary>
internal static class PeopleApi
{
    internal sealed record GrantLine(Guid Id, Role Role, Guid SiteId, string Site);

    /// <param name="Grants">Those within the caller's scope.</param>
    internal sealed record PersonLine(
        Guid Id, string DisplayName, string Email, bool Blocked, bool InvitationAccepted, bool SecondFactor, DateTimeOffset? LastSignInAt, IReadOnlyList<GrantLine> Grants);

    internal sealed record NewPerson(string Email, string DisplayName, Role Role, Guid SiteId);

    /// <param name="Path">Append to the console's address and send it to the person. Told once; works once.</param>
    internal sealed record InvitationLine(Guid PersonId, string Path, DateTimeOffset ExpiresAt);

    internal sealed record NewGrant(Role Role, Guid SiteId);

    internal sealed record NewId(Guid Id);

    public static void Map(IEndpointRouteBuilder api)
    {
        var people = api.MapGroup("/people").WithTags("People").RequireAuthorization(TenantsPermissions.ViewPeople);
        people.MapGet("/", ListAsync).WithName("ListPeople").WithSummary("List people").WithDescription("Those who hold a role in the caller's scope, by name. `search` is part of a name or address.");
        people.MapGet("/{id:guid}", GetAsync).WithName("GetPerson").WithSummary("Get a person").WithDescription("With the grants that lie in the caller's scope.");
        people.MapPost("/", InviteAsync).WithName("InvitePerson").WithSummary("Invite a person")
            .WithDescription("Creates the person with a first role and answers with a link that is valid for 7 days and told only now. Nobody can give a role that goes beyond their own.");
        people.MapPost("/{id:guid}/invitation", RenewAsync).WithName("RenewInvitation").WithSummary("Make a new link")
            .WithDescription("For a lost link, password or second factor. Using it sets a new password and switches the second factor off.");
        people.MapPost("/{id:guid}/block", BlockAsync).WithName("BlockPerson").WithSummary("Block a person").WithDescription("Every session and open page of theirs ends within 5 seconds.");
        people.MapPost("/{id:guid}/unblock", UnblockAsync).WithName("UnblockPerson").WithSummary("Let a blocked person in again").WithDescription("Also ends a rest after wrong passwords.");
        people.MapPost("/{id:guid}/grants", GrantAsync).WithName("GrantRole").WithSummary("Grant a role at a site").WithDescription("Holds at the site and everywhere below it.");
        people.MapDelete("/grants/{grantId:guid}", RevokeAsync).WithName("RevokeGrant").WithSummary("Revoke a grant")
            .WithDescription("What it opened is closed within 5 seconds. The last administrator of the portfolio is kept: 409.");
    }

    private static PersonLine Line(ListPeople.Row p) => new(
        p.Id, p.DisplayName, p.Email, p.Blocked, p.HasPassword, p.SecondFactor, p.LastSignInAt,
        p.Grants.ConvertAll(g => new GrantLine(g.GrantId, g.Role, g.SiteId, g.Where)));

    private static async Task<Results<Ok<Page<PersonLine>>, ProblemHttpResult>> ListAsync(
        ListPeople list, CancellationToken ct, string? search = null, int? limit = null, string? cursor = null)
    {
        var (skip, take) = Offsets.Of(cursor, limit);
        var rows = await list.RunAsync(new(search, skip, take + 1), ct);
        return rows.Succeeded ? TypedResults.Ok(Offsets.PageOf(rows.Value, skip, take, Line)) : rows.Problem.ToHttp();
    }

    private static async Task<Results<Ok<PersonLine>, ProblemHttpResult>> GetAsync(Guid id, ListPeople list, CancellationToken ct)
    {
        var rows = await list.RunAsync(new(Only: id), ct);
        if (!rows.Succeeded) return rows.Problem.ToHttp();
        return rows.Value is [var row] ? TypedResults.Ok(Line(row)) : TenantsProblems.NoPerson.ToHttp();
    }

    private static async Task<Results<Created<InvitationLine>, ProblemHttpResult>> InviteAsync(NewPerson ask, InvitePerson invite, CancellationToken ct)
    {
        var invited = await invite.RunAsync(new(ask.Email, ask.DisplayName, ask.Role, ask.SiteId), ct);
        return invited.Succeeded
            ? TypedResults.Created($"/api/v1/people/{invited.Value.PersonId}", Line(invited.Value))
            : invited.Problem.ToHttp();
    }

    private static async Task<Results<Ok<InvitationLine>, ProblemHttpResult>> RenewAsync(Guid id, RenewInvitation renew, CancellationToken ct)
    {
        var invited = await renew.RunAsync(id, ct);
        return invited.Succeeded ? TypedResults.Ok(Line(invited.Value)) : invited.Problem.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> BlockAsync(Guid id, BlockPerson block, CancellationToken ct) =>
        SitesApi.Answer(await block.RunAsync(id, ct));

    private static async Task<Results<NoContent, ProblemHttpResult>> UnblockAsync(Guid id, UnblockPerson unblock, CancellationToken ct) =>
        SitesApi.Answer(await unblock.RunAsync(id, ct));

    private static async Task<Results<Created<NewId>, ProblemHttpResult>> GrantAsync(Guid id, NewGrant ask, GrantRole grant, CancellationToken ct)
    {
        var granted = await grant.RunAsync(new(id, ask.Role, ask.SiteId), ct);
        return granted.Succeeded ? TypedResults.Created($"/api/v1/people/{id}", new NewId(granted.Value)) : granted.Problem.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(Guid grantId, RevokeGrant revoke, CancellationToken ct) =>
        SitesApi.Answer(await revoke.RunAsync(grantId, ct));

    private static InvitationLine Line(InvitePerson.Invited invited) => new(invited.PersonId, $"/invite/{invited.Token}", invited.ExpiresAt);
}
