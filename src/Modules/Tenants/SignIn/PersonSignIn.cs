using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IoTConsole.Tenants.SignIn;

/// <summary>Identity's sign-in, which a blocked person or one of a suspended organisation does not pass.</summary>
internal sealed class PersonSignIn(
    UserManager<Person> people, IHttpContextAccessor http, IUserClaimsPrincipalFactory<Person> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<Person>> log, IAuthenticationSchemeProvider schemes, IUserConfirmation<Person> confirmation, Actors actors)
    : SignInManager<Person>(people, http, claims, options, log, schemes, confirmation)
{
    public override async Task<bool> CanSignInAsync(Person user) =>
        await base.CanSignInAsync(user) && await actors.ForPersonAsync(user.Id, CancellationToken.None) is not null;
}
