using System.Security.Claims;
using Microsoft.AspNetCore.Identity;

namespace IoTConsole.Tenants.SignIn;

/// <summary>What a session cookie says; what its person may do is read from the database each time.</summary>
internal sealed record SessionClaims(Guid PersonId, string SecurityStamp, Guid SessionId)
{
    public const string SessionType = "iotc:session";

    private static readonly string _stampType = new ClaimsIdentityOptions().SecurityStampClaimType;

    /// <summary>Null for an anonymous visitor and for an API key.</summary>
    public static SessionClaims? Of(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true, AuthenticationType: not KeyAuthentication.SchemeName }
        && Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
        && user.FindFirstValue(_stampType) is { } stamp
        && Guid.TryParse(user.FindFirstValue(SessionType), out var session)
            ? new SessionClaims(id, stamp, session)
            : null;
}
