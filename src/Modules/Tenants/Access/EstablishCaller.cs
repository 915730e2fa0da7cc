using System.Security.Claims;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Api;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace IoTConsole.Tenants.Access;

/// <summary>
/// Who is calling, read from the database on every request and narrowed by <c>?scope=</c>. A session of a blocked person, or
/// from before a password change, ends here.
/// </summary>
internal sealed class EstablishCaller(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, Caller caller, Actors actors, SessionRecords sessions, ISiteDirectory sites)
    {
        if (IsPlumbing(http.Request.Path))
        {
            await next(http);
            return;
        }

        if (SessionClaims.Of(http.User) is { } session)
        {
            if (await actors.ForSessionAsync(session, http.RequestAborted) is { } actor)
            {
                caller.Become(actor, session.SessionId);
                await sessions.SeeAsync(session.SessionId, http.RequestAborted);
            }
            else
            {
                await http.SignOutAsync(IdentityConstants.ApplicationScheme);
                http.User = new ClaimsPrincipal(new ClaimsIdentity());
            }
        }
        else if (http.User.Identity is { IsAuthenticated: true, AuthenticationType: not KeyAuthentication.SchemeName })
        {
            // A cookie of a version that kept no sessions.
            await http.SignOutAsync(IdentityConstants.ApplicationScheme);
            http.User = new ClaimsPrincipal(new ClaimsIdentity());
        }

        if (!caller.TryNarrow(sites, http.Request.Query["scope"]) && http.Request.Path.StartsWithSegments("/api"))
        {
            await TenantsProblems.NoSite.ToHttp().ExecuteAsync(http);
            return;
        }

        await next(http);
    }

    // Scripts, styles and the circuit's own connection show nothing of anybody.
    private static bool IsPlumbing(PathString path) =>
        path.StartsWithSegments("/_framework") || path.StartsWithSegments("/_content") || path.StartsWithSegments("/_blazor");
}

public static class CallerPipeline
{
    /// <summary>After <c>UseAuthentication</c>, before <c>UseAuthorization</c>.</summary>
    public static IApplicationBuilder UseCaller(this IApplicationBuilder app) => app.UseMiddleware<EstablishCaller>();
}
