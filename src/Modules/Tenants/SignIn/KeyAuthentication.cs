using System.Security.Claims;
using System.Text.Encodings.Web;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Tenants.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IoTConsole.Tenants.SignIn;

/// <summary>API keys, as <c>Authorization: Bearer iotc_…</c> or <c>X-Api-Key</c>. Only under /api: a key never opens a page.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, IActors actors, Caller caller, Refusals refusals)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string SchemeName = "ApiKey";
    private const string Bearer = "Bearer ";

    public static bool IsPresented(HttpRequest request) => request.Path.StartsWithSegments("/api") && KeyIn(request) is not null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyIn(Request) is not { } key) return AuthenticateResult.NoResult();
        if (await actors.ForKeyAsync(key, Context.RequestAborted) is not { } actor)
        {
            refusals.Count("http", "bad-api-key", null);
            return AuthenticateResult.Fail("The API key is unknown, expired or revoked.");
        }

        caller.Become(actor);

        // The id is the name, too: rate limits are counted by it, and two keys may be called the same.
        var id = actor.Id.ToString();
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, id), new(ClaimTypes.Name, id)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    private static string? KeyIn(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"].FirstOrDefault() is { Length: > 0 } header) return header;
        var authorization = request.Headers.Authorization.FirstOrDefault();
        return authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true ? authorization[Bearer.Length..].Trim() : null;
    }
}
