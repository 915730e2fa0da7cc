using System.Security.Claims;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.Account;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IoTConsole.Tenants.SignIn;

/// <summary>Identity's sign-in, which a blocked person or one of a suspended organisation does not pass; each one is a session of its own.</summary>
internal sealed class PersonSignIn(
    UserManager<Person> people, IHttpContextAccessor http, IUserClaimsPrincipalFactory<Person> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<Person>> log, IAuthenticationSchemeProvider schemes, IUserConfirmation<Person> confirmation, Actors actors, SessionRecords sessions, ConsoleDbs dbs, TimeProvider clock)
    : SignInManager<Person>(people, http, claims, options, log, schemes, confirmation)
{
    public override async Task<bool> CanSignInAsync(Person user) =>
        await base.CanSignInAsync(user) && await actors.ForPersonAsync(user.Id, CancellationToken.None) is not null;

    public override async Task SignInWithClaimsAsync(Person user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        // A cookie made anew for whoever is here already goes on with the same session.
        var session = SessionClaims.Of(Context.User) is { } now && now.PersonId == user.Id && await actors.IsOpenAsync(now, Context.RequestAborted)
            ? now.SessionId
            : await sessions.BeginAsync(user, Context, Context.RequestAborted);
        await base.SignInWithClaimsAsync(user, authenticationProperties, additionalClaims.Append(new Claim(SessionClaims.SessionType, session.ToString("N"))));
        OwnCookies.Tell(Context, await OwnSettingsAsync(user));
    }

    private async Task<GetOwnSettings.Row> OwnSettingsAsync(Person user)
    {
        await using var db = await dbs.OpenAsAsync(Actor.SystemFor(user.TenantId), Context.RequestAborted);
        return GetOwnSettings.RowOf(await db.Set<OwnChoices>().AsNoTracking().SingleOrDefaultAsync(o => o.PersonId == user.Id, Context.RequestAborted));
    }

    // As Identity does it, and locked and blocked people are refused as they are with a password.
    public override async Task<SignInResult> PasskeySignInAsync(string credentialJson)
    {
        var answer = await PerformPasskeyAssertionAsync(credentialJson);
        if (!answer.Succeeded) return SignInResult.Failed;
        if (await PreSignInCheck(answer.User) is { } refused) return refused;
        answer.User.LastSignInAt = clock.GetUtcNow();
        if (!(await UserManager.AddOrUpdatePasskeyAsync(answer.User, answer.Passkey)).Succeeded) return SignInResult.Failed;
        return await SignInOrTwoFactorAsync(answer.User, isPersistent: false, bypassTwoFactor: true);
    }

    public override async Task SignOutAsync()
    {
        if (SessionClaims.Of(Context.User) is { } session)
        {
            await sessions.EndAsync(session, await actors.ForPersonAsync(session.PersonId, Context.RequestAborted), Context.RequestAborted);
            await actors.LookAsync(Context.RequestAborted);
        }

        await base.SignOutAsync();
    }
}
