using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Api;
using IoTConsole.Tenants.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Tenants.Keys;

/// <summary>API keys over HTTP. A key can make further keys only within its own role and node.</summary>
internal static class KeysApi
{
    internal sealed record KeyLine(
        Guid Id, string Name, string Prefix, Role Role, Guid SiteId, string Site, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

    /// <param name="ExpiresAt">Null for a key without an end.</param>
    internal sealed record NewKey(string Name, Role Role, Guid SiteId, DateTimeOffset? ExpiresAt);

    /// <param name="Key">The whole key, told only now.</param>
    internal sealed record CreatedKey(Guid Id, string Key);

    public static void Map(IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("API keys").RequireAuthorization(TenantsPermissions.ManageKeys);
        keys.MapGet("/", ListAsync).WithName("ListKeys").WithSummary("List API keys").WithDescription("Newest first, revoked and expired ones included; never the key itself.");
        keys.MapPost("/", CreateAsync).WithName("CreateKey").WithSummary("Create an API key").WithDescription("One role at one site and below. The answer is the only place where the key is told.");
        keys.MapDelete("/{id:guid}", RevokeAsync).WithName("RevokeKey").WithSummary("Revoke an API key").WithDescription("Its next request is answered 401.");
    }

    private static async Task<Results<Ok<Page<KeyLine>>, ProblemHttpResult>> ListAsync(ListKeys list, CancellationToken ct, int? limit = null, string? cursor = null)
    {
        var (skip, take) = Offsets.Of(cursor, limit);
        var rows = await list.RunAsync(ct, skip, take + 1);
        return rows.Succeeded
            ? TypedResults.Ok(Offsets.PageOf(rows.Value, skip, take, k => new KeyLine(
                k.Id, k.Name, k.Prefix, k.Role, k.SiteId, k.Where, k.CreatedAt, k.ExpiresAt, k.LastUsedAt, k.RevokedAt)))
            : rows.Problem.ToHttp();
    }

    private static async Task<Results<Created<CreatedKey>, ProblemHttpResult>> CreateAsync(NewKey ask, CreateKey create, CancellationToken ct)
    {
        var created = await create.RunAsync(new(ask.Name, ask.Role, ask.SiteId, ask.ExpiresAt), ct);
        return created.Succeeded
            ? TypedResults.Created((string?)null, new CreatedKey(created.Value.Id, created.Value.Key))
            : created.Problem.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(Guid id, RevokeKey revoke, CancellationToken ct) =>
        SitesApi.Answer(await revoke.RunAsync(id, ct));
}
